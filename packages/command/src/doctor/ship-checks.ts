import { join } from 'node:path';
import { type AttestPolicy, type ModelPolicy, type Policy, shipErrors, UserError } from '@weighbridge/core';
import type { Context } from '../command.ts';
import { readPolicy } from '../policy/read-policy.ts';
import { readRegistry, saidOf } from '../ship/registry.ts';
import { readTextIfThere } from '../workspace/bytes.ts';
import { attempt, type Finding } from './finding.ts';

/** How many versions without proof are named. */
const namedLimit = 3;

/**
 * Of a policy that registers versions: the keys, and what is registered. Whether this job may write is found out by writing
 * only, so that is said and not asked. Nothing of a policy that is not there or cannot be read.
 */
export async function checkShipping(file: string, context: Context): Promise<Finding[]> {
  const policy = await policyOf(file, context);
  const models = Object.values(policy?.models ?? {}).filter(({ register }) => register !== undefined);
  if (!policy || models.length === 0) return [];
  const versions = await Promise.all(models.map((model) => checkVersions(model, context)));
  return [...(await checkAttest(policy.attest, context)), ...versions, writing(models)];
}

async function policyOf(file: string, { root }: Context): Promise<Policy | undefined> {
  const text = await readTextIfThere(join(root, file));
  try {
    return text === undefined ? undefined : readPolicy(text, file);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return undefined;
  }
}

async function checkAttest(attest: AttestPolicy, context: Context): Promise<Finding[]> {
  if (attest.by !== 'key') return [];
  const keys = await Promise.all(attest.keys.map((path) => checkKey(path, context)));
  return [...keys, await checkSigner(attest, context)];
}

async function checkKey(path: string, { root }: Context): Promise<Finding> {
  const what = 'attest key';
  const text = await readTextIfThere(join(root, path));
  if (text === undefined)
    return {
      what,
      outcome: 'problem',
      found: `${path} is not there`,
      cure: 'Commit the public key to the default branch.',
    };
  if (text.includes('-----BEGIN PUBLIC KEY-----')) return { what, outcome: 'fine', found: path };
  const cure = 'Write the public one with `openssl pkey -in private.pem -pubout`.';
  return { what, outcome: 'problem', found: `${path} is not a public key (PEM)`, cure };
}

/** Only the job that ships has the private key. */
async function checkSigner(attest: AttestPolicy, context: Context): Promise<Finding> {
  const what = 'signing key';
  try {
    await context.evidence.signer(attest);
    return { what, outcome: 'fine', found: 'this job can sign' };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { what, outcome: 'note', found: `not here; the job that ships needs it (${error.code})` };
  }
}

/** Versions that nothing could prove are told now, and not when one is to be promoted. */
function checkVersions({ name }: ModelPolicy, context: Context): Promise<Finding> {
  const what = `versions of ${name}`;
  if (!context.tags) return Promise.resolve({ what, outcome: 'problem', found: shipErrors.noRepository({}).message });
  return attempt(what, async () => {
    const registry = await readRegistry(context, name);
    const entries = new Set((await context.ledger?.entries(name))?.map(({ digest }) => digest));
    const live = registry.versions.filter(({ deregistered }) => !deregistered);
    const unproved = live.filter((version) => {
      const said = saidOf(registry, version.name);
      return said === undefined || !entries.has(said.record);
    });
    const aliases = [...registry.aliases].map(([alias, { version = 'no version' }]) => `${alias} is ${version}`);
    const found = [`${live.length} registered`, ...aliases].join(', ');
    if (unproved.length === 0) return { what, outcome: 'fine', found };
    const named = unproved.slice(0, namedLimit).map(({ tag }) => tag);
    const cure = `Made by hand, or the ledger was cut: ${named.join(', ')} cannot be promoted. Protect the tags ${name}@* and ${name}#*.`;
    return { what, outcome: 'note', found: `${found}; ${unproved.length} name no record of the ledger`, cure };
  });
}

function writing(models: readonly ModelPolicy[]): Finding {
  const tags = models.flatMap(({ name }) => [`${name}@*`, `${name}#*`]).join(', ');
  return {
    what: 'ship',
    outcome: 'note',
    found:
      'not asked, as only writing tells: the job needs `contents: write` (GitLab: write_repository, Developer role)',
    cure: `Let nobody else write the branches weighbridge/* and the tags ${tags}.`,
  };
}
