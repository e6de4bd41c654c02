import { PermissionError, type Reference, recordDigest, ServiceError } from '@weighbridge/core';
import { sha256 } from '../workspace/bytes.ts';
import { type SeenHistory, seeHistory } from './history.ts';
import { findInArtifacts } from './in-artifacts.ts';
import { findInFiles } from './in-files.ts';
import { findInLedger } from './in-ledger.ts';
import type {
  BaseCommit,
  Found,
  PlaceResult,
  RecordSearch,
  RecordSources,
  Search,
  SearchedPlace,
} from './record-source.ts';

/** How far back the nearest ancestor with a record is looked for. */
const historyLimit = 1000;

const dayLength = 24 * 60 * 60 * 1000;

/**
 * The record of the base commit, in this order: given by the user, in the ledger, in a trusted CI artifact, in a metrics file
 * committed at the base. `base` undefined says that no commit lies before this one. Throws ServiceError when a place
 * could not be looked at: only what was looked at can be called a first run.
 */
export async function findRecord(base: BaseCommit | undefined, sources: RecordSources): Promise<RecordSearch> {
  const { given } = sources;
  if (given) return givenRecord(given);
  if (!base) return { searched: [{ kind: 'ledger', where: 'there is no commit before this one', found: 'nothing' }] };
  const history = await seeHistory(base.commit, historyLimit, sources);
  const search: Search = {
    sources,
    base: base.commit,
    history: history.commits.length > 0 ? history : onlyBase(base.commit, history),
  };
  const searched: SearchedPlace[] = [];
  for (const look of [findInLedger, findInArtifacts, findInFiles]) {
    const { found, places } = await looking(() => look(search));
    searched.push(...places);
    if (found) return { found, reference: await referenceTo(found, base, search), searched };
  }
  // Reading a champion from a registry comes with the commands that write one.
  return {
    searched: [...searched, { kind: 'registry', where: 'a champion in the registry', found: 'not configured' }],
  };
}

function givenRecord({ path, record }: NonNullable<RecordSources['given']>): RecordSearch {
  const commit = record.subject.head ?? record.subject.checkedOut;
  return {
    found: { kind: 'record', source: 'input', record, commit, files: new Map() },
    reference: {
      reason: 'given as input',
      commitsBefore: 0,
      source: 'input',
      record: recordDigest(record, sha256),
      ...(commit ? { commit } : {}),
    },
    searched: [{ kind: 'input', where: path, found: 'record' }],
  };
}

/** A commit that can be seen nowhere still has a name, under which the ledger and the artifacts can be asked. */
function onlyBase(commit: string, { cause }: SeenHistory): SeenHistory {
  return { commits: [{ sha: commit, at: '' }], complete: false, ...(cause ? { cause } : {}) };
}

/** Without the right to look nothing is proven; the call and the permission stay in the message. */
async function looking(look: () => Promise<PlaceResult>): Promise<PlaceResult> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof PermissionError) throw notAllowed(error);
    throw error;
  }
}

function notAllowed(cause: PermissionError): ServiceError {
  return new ServiceError(
    'WB4105',
    `The baseline could not be read: ${cause.message}. Nothing was judged. Add the permission (on GitLab: set the masked CI/CD variable WEIGHBRIDGE_TOKEN to a token with it) and run the job again.`,
    { cause },
  );
}

async function referenceTo(found: Found, base: BaseCommit, search: Search): Promise<Reference> {
  const { commits } = search.history;
  const at = Math.max(
    0,
    commits.findIndex(({ sha }) => sha === found.commit),
  );
  const time = Date.parse(commits[at]?.at ?? '');
  const ageDays = Number.isNaN(time) ? {} : { ageDays: Math.max(0, (search.sources.now.getTime() - time) / dayLength) };
  return {
    commit: found.commit ?? base.commit,
    ref: search.sources.branch,
    reason: at === 0 ? base.reason : 'nearest ancestor',
    commitsBefore: at,
    source: found.kind === 'metrics' ? 'file' : found.source,
    ...(found.kind === 'record' ? { record: recordDigest(found.record, sha256) } : {}),
    ...ageDays,
    ageCommits: at + (await commitsSince(base, search)),
  };
}

/** Commits that the branch has gone on since the base; 0 when that cannot be seen from here. */
async function commitsSince({ commit, tip }: BaseCommit, { sources }: Search): Promise<number> {
  if (tip === undefined || tip === commit) return 0;
  const since = await sources.repository.ancestors(tip, historyLimit);
  return Math.max(
    0,
    since.findIndex(({ sha }) => sha === commit),
  );
}
