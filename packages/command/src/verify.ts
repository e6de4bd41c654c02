import { join } from 'node:path';
import { evidenceErrors, inputErrors, type Policy, type Trust } from '@weighbridge/core';
import * as z from 'zod';
import { type Context, defineCommand, type Result } from './command.ts';
import { modelInputs } from './inputs.ts';
import { readPolicy } from './policy/read-policy.ts';
import { repositoryFileAt, repositoryPath } from './step/base-policy.ts';
import { trustedCommit } from './trust/trusted-commit.ts';
import { proofRows, verifyLines } from './verify/lines.ts';
import { prove } from './verify/prove.ts';
import { findSubject } from './verify/subject.ts';
import { readTextIfThere } from './workspace/bytes.ts';

const inputs = z.object({
  what: z.string().describe('File or folder of a model, or a version such as `churn@v1.4.0`.'),
  ...modelInputs,
  key: z
    .array(z.string())
    .optional()
    .describe('Public keys (PEM files) to believe. Default: those of the policy on the default branch.'),
  identity: z
    .string()
    .optional()
    .describe('Of a keyless signature: the workflow, as its certificate names it. Default: the policy’s.'),
  issuer: z.string().optional().describe('Of a keyless signature: who issued the token. Default: the forge’s own.'),
});
const outputs = z.object({
  proved: z.boolean().describe('Whether everything holds.'),
  record: z.string().describe('Digest of the record that proves it; empty when nothing does.'),
});
type Inputs = z.output<typeof inputs>;
type Outputs = z.output<typeof outputs>;

/** Whether bytes were weighed here, passed, and who says so. */
export const verify = defineCommand({
  name: 'verify',
  summary: 'Prove that a model was weighed: bytes, record, policy, verdict, and who signed.',
  kind: 'local',
  inputs,
  outputs,
  permissions: [],
  async run(given, context) {
    const policy = await trustedPolicy(given.policy, context);
    const subject = await findSubject(given.what, given.model, policy, context);
    const entries = await context.ledger?.entries(subject.model);
    if (!entries) throw evidenceErrors.noLedger({});
    const trust = await givenTrust(given, context);
    const proof = await prove(subject, entries, { context, policy, policyFile: given.policy, trust });
    const proved = 'evidence' in proof;
    return {
      exit: proved ? 0 : 1,
      outputs: { proved, record: proved ? proof.entry.digest : '' },
      text: verifyLines(subject, proof),
      json: { proved, ...Object.fromEntries(proofRows(subject, proof)), ...(proved ? {} : { refused: proof.refused }) },
    } satisfies Result<Outputs>;
  },
});

/** The policy that says whom to believe is the default branch's: what lies here may be anybody's. */
async function trustedPolicy(file: string, context: Context): Promise<Policy> {
  if (!context.repository) throw inputErrors.notARepository({});
  const commit = await trustedCommit(context);
  const text = await repositoryFileAt(context, commit, repositoryPath(context, file));
  if (text === undefined) throw inputErrors.noPolicy({}, { place: { file } });
  return readPolicy(text, file);
}

async function givenTrust({ key, identity, issuer }: Inputs, { root }: Context): Promise<Trust | undefined> {
  if (identity !== undefined) {
    if (issuer === undefined) throw inputErrors.missingInput({ command: 'verify', name: 'issuer' });
    return { by: 'sigstore', identity, issuer };
  }
  if (key === undefined || key.length === 0) return undefined;
  return { by: 'key', keys: await Promise.all(key.map((path) => publicKeyIn(path, root))) };
}

async function publicKeyIn(path: string, root: string): Promise<string> {
  const text = await readTextIfThere(join(root, path));
  if (!text?.includes('-----BEGIN PUBLIC KEY-----')) throw evidenceErrors.badPublicKey({ what: path });
  return text;
}
