import { join } from 'node:path';
import { UserError } from '@weighbridge/core';
import * as z from 'zod';
import { type Context, defineCommand } from './command.ts';
import { type Finding, findingLines } from './doctor/finding.ts';
import { checkForge } from './doctor/forge-checks.ts';
import { checkGit } from './doctor/git-checks.ts';
import { checkShipping } from './doctor/ship-checks.ts';
import { modelInputs } from './inputs.ts';
import { readPolicy } from './policy/read-policy.ts';
import { readTextIfThere } from './workspace/bytes.ts';

const inputs = z.object({ policy: modelInputs.policy });
const outputs = z.object({ problems: z.number().describe('How many things must be changed.') });

/** Looks at the policy, the clone, the token and the forge, and says what to change. */
export const doctor = defineCommand({
  name: 'doctor',
  summary: 'Check the policy, the clone, the token and its permissions, with cures.',
  kind: 'local',
  inputs,
  outputs,
  permissions: [],
  async run(given, context) {
    const findings = [
      ...(await checkPolicy(given.policy, context)),
      ...(await checkGit(context)),
      ...(await checkForge(context)),
      ...(await checkShipping(given.policy, context)),
    ];
    const problems = findings.filter(({ outcome }) => outcome === 'problem').length;
    return { exit: problems > 0 ? 1 : 0, outputs: { problems }, text: findingLines(findings), json: { findings } };
  },
});

async function checkPolicy(file: string, context: Context): Promise<Finding[]> {
  const text = await readTextIfThere(join(context.root, file));
  if (text === undefined)
    return [{ what: 'policy', outcome: 'problem', found: `${file} is not there`, cure: 'Run `weighbridge init`.' }];
  try {
    const models = Object.keys(readPolicy(text, file).models);
    return [{ what: 'policy', outcome: 'fine', found: `${file} is whole: ${models.join(', ')}` }];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const at = error.place?.line === undefined ? '' : `:${error.place.line}`;
    return [{ what: 'policy', outcome: 'problem', found: `${error.code} ${file}${at}`, cure: error.message }];
  }
}
