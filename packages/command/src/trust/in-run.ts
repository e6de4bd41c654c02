import {
  type Artifact,
  type Artifacts,
  distrustRun,
  type Evidence,
  forgeErrors,
  type LedgerEntry,
  type Run,
  recordDigest,
  ServiceError,
  UserError,
} from '@weighbridge/core';
import { mayHold, readContents } from '../baseline/in-artifacts.ts';
import type { Context } from '../command.ts';
import { sha256 } from '../workspace/bytes.ts';
import { type FoundSection, mergedRecord } from '../workspace/sections.ts';
import { notOnBranch } from './on-branch.ts';
import { trustedBranch } from './trusted-commit.ts';

/** Why an entry is not believed; `gone` when its run has nothing left to show. */
export interface Refusal {
  readonly refused: string;
  readonly gone?: true;
}

const gone: Refusal = {
  refused:
    'its run’s artifacts are gone, so the forge cannot confirm it any more; set `attest: { by: key }`, and later records can be checked for ever',
  gone: true,
};

/**
 * The forge's word on an entry: the API must confirm the run that it names, and that run's own artifacts must hold the very
 * record. Throws ServiceError or PermissionError when the forge could not be asked: not to have looked is no answer.
 */
export async function believeByRun(entry: LedgerEntry, context: Context): Promise<Evidence | Refusal> {
  const { artifacts } = context.forge;
  if (!artifacts) throw cannotAsk(context);
  const { run: named } = entry.record.subject;
  // An id is put into addresses of the API.
  if (!named || !/^\d{1,20}$/u.test(named.id)) return { refused: 'it names no run of this forge' };
  const run = await orGone(() => artifacts.run(named.id));
  if (!run) return { refused: `there is no run ${named.id} any more, or there never was` };
  const why =
    distrustRun({ run, ...expectedOf(entry, context) }) ??
    (await notOnBranch(run.commit, trustedBranch(context), context));
  return why === undefined ? believeArtifacts(entry, run, artifacts, context) : { refused: why };
}

function expectedOf({ commit }: LedgerEntry, context: Context) {
  const { runner, forge } = context;
  return { repository: runner.repository ?? forge.repository, branch: trustedBranch(context), commit };
}

async function believeArtifacts(
  entry: LedgerEntry,
  run: Run,
  artifacts: Artifacts,
  context: Context,
): Promise<Evidence | Refusal> {
  const all = (await orGone(() => artifacts.ofRun(run.id, 'wb-'))) ?? [];
  const own = all.filter(({ name, expired }) => mayHold(name, entry.model) && !expired);
  if (own.length === 0) return gone;
  const sections = await sectionsOf(own, entry, artifacts, context);
  if ('refused' in sections) return sections;
  const { event, commit, id } = run;
  return refusedContents(sections, entry) ?? { kind: 'api', run: id, event, commit };
}

async function sectionsOf(
  own: readonly Artifact[],
  { model }: LedgerEntry,
  port: Artifacts,
  { unpack }: Context,
): Promise<readonly FoundSection[] | Refusal> {
  const contents = await orGone(() => readContents({ port, unpack }, own, model));
  if (contents === undefined) return gone;
  return typeof contents === 'string' ? { refused: contents } : contents.sections;
}

/** A run that was tried again holds newer sections beside those that the entry was made of. */
function refusedContents(sections: readonly FoundSection[], entry: LedgerEntry): Refusal | undefined {
  const { attempt = 1 } = entry.record.subject.run ?? {};
  const until = sections.filter(({ artifact }) => Number(/-(\d+)$/u.exec(artifact)?.[1] ?? 1) <= attempt);
  const reasons = [sections, until].map((some) => otherRecord(some, entry));
  const [first] = reasons;
  return first === undefined || reasons.includes(undefined) ? undefined : { refused: first };
}

function otherRecord(sections: readonly FoundSection[], { digest }: LedgerEntry): string | undefined {
  const record = mergedRecord(sections);
  if (typeof record === 'string') return record;
  return recordDigest(record, sha256) === digest ? undefined : 'its run’s own artifacts hold another record';
}

/** What the forge does not have any more is gone, whoever names it; any other failure is not to have looked. */
async function orGone<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof UserError) || !goneCodes.includes(error.code)) throw error;
    return undefined;
  }
}

const goneCodes: readonly string[] = [forgeErrors.runNotFound.code, forgeErrors.artifactGone.code];

function cannotAsk({ runner }: Context): ServiceError {
  const text = `The ledger’s records could not be checked: this step has no token for ${runner.forge}. Nothing was judged. Give it one (\`env: { GITHUB_TOKEN: \${{ github.token }} }\` on a \`run:\` step, WEIGHBRIDGE_TOKEN on GitLab), or set \`attest: { by: key }\`.`;
  return new ServiceError('WB6254', text);
}
