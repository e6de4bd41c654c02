import {
  type Artifact,
  type Artifacts,
  type Digest,
  distrust,
  distrustAdopted,
  distrustOwn,
  type Run,
  type RunRecord,
  recordDigest,
} from '@weighbridge/core';
import { readContents } from '../baseline/in-artifacts.ts';
import { targetBranch } from '../step/found-base.ts';
import { type Merge, mergedHead } from '../step/merged-change.ts';
import type { Weighing } from '../step/weighing.ts';
import { notOnBranch } from '../trust/on-branch.ts';
import { sha256 } from '../workspace/bytes.ts';
import { artifactPrefix, mergedRecord } from '../workspace/sections.ts';
import { isComplete, type Reusable } from './reusable.ts';

/** How many runs that the ledger names, and how many commits' runs, are looked at. */
const ledgerLimit = 3;
const commitLimit = 15;

interface Search {
  readonly weighing: Weighing;
  readonly key: Digest;
  readonly artifacts: Artifacts;
  /** This very run, as the API describes it. */
  readonly current: Run;
  /** On the default branch: the change whose merge made this commit. */
  readonly merged: Merge | undefined;
  readonly seen: Set<string>;
}

/**
 * A run of this repository with the same key, cheapest places first: this run's earlier attempts, after a merge the runs of
 * the head that was merged, the runs that the ledger names, the runs of this commit and of those before it. The ledger is only an index: what counts is the record in
 * the run's own artifact, after the API has said what run that was.
 */
export async function findInRuns(weighing: Weighing, key: Digest): Promise<Reusable | undefined> {
  const { forge, runner } = weighing.context;
  const { artifacts } = forge;
  if (!artifacts || !runner.run) return undefined;
  const current = await artifacts.run(runner.run.id);
  const merged = await mergedHead(weighing);
  const search: Search = { weighing, key, artifacts, current, merged, seen: new Set() };
  return (
    (await inRun(search, current.id)) ??
    (merged && (await ofCommits(search, [merged.change.head]))) ??
    (await inLedger(search)) ??
    (await inHistory(search))
  );
}

async function inLedger(search: Search): Promise<Reusable | undefined> {
  const { weighing, key } = search;
  const { ledger } = weighing.context;
  const entries = (await ledger?.entries(weighing.model.name)) ?? [];
  const named = entries.filter(({ record }) => record.subject.key === key).slice(0, ledgerLimit);
  for (const { record } of named) {
    const id = record.subject.run?.id;
    const found = id === undefined ? undefined : await inRun(search, id);
    if (found) return found;
  }
  return undefined;
}

/** First parents from the change's head on: its own commits, then the branch that it left. */
async function inHistory(search: Search): Promise<Reusable | undefined> {
  const { weighing } = search;
  const { repository, forge } = weighing.context;
  const { head } = weighing.record.subject;
  if (head === undefined) return undefined;
  const local = (await repository?.ancestors(head, commitLimit)) ?? [];
  const commits = local.length > 1 ? local : ((await forge.refs?.ancestors(head, commitLimit)) ?? local);
  return ofCommits(
    search,
    commits.map(({ sha }) => sha),
  );
}

async function ofCommits(search: Search, commits: readonly string[]): Promise<Reusable | undefined> {
  const { weighing, artifacts } = search;
  for (const sha of commits) {
    const all = await artifacts.ofCommit(sha, sectionPrefix(weighing));
    for (const id of new Set(all.map(({ runId }) => runId))) {
      const found = await inRun(search, id);
      if (found) return found;
    }
  }
  return undefined;
}

/** GitLab's archives are named by their job, and hold what `train` wrote before. */
function sectionPrefix({ context, model }: Weighing): string {
  return context.runner.forge === 'gitlab' ? 'wb-' : artifactPrefix(model.name, 'train');
}

async function inRun(search: Search, id: string): Promise<Reusable | undefined> {
  const { weighing, key, artifacts, seen } = search;
  const { context, model } = weighing;
  if (seen.has(id)) return undefined;
  seen.add(id);
  const own = await artifacts.ofRun(id, sectionPrefix(weighing));
  const [first] = own;
  if (!first) return undefined;
  const run = await artifacts.run(id);
  const record = await recordOf(search, run, own);
  if (typeof record === 'string') {
    context.log.info(`train: run ${id} was passed over: ${record}`);
    return undefined;
  }
  if (record?.subject.key !== key || !record.training || !isComplete(record, model)) return undefined;
  const commit = record.subject.head ?? run.commit;
  const found = { training: record.training, commit, record: recordDigest(record, sha256), runId: id };
  return { ...found, from: id === search.current.id ? 'an earlier attempt of this run' : `run ${id}` };
}

/** What `train` wrote in a run, or why it is not believed. The API's word on the run comes before any byte is read. */
async function recordOf(search: Search, run: Run, own: readonly Artifact[]): Promise<RunRecord | string | undefined> {
  const { weighing, artifacts } = search;
  const { model, context } = weighing;
  for (const artifact of own) {
    const why = await untrusted(search, artifact, run);
    if (why !== undefined) return why;
  }
  const contents = await readContents({ port: artifacts, unpack: context.unpack }, own, model.name);
  if (typeof contents === 'string') return contents;
  const trained = contents.sections.filter(({ text }) => text.includes('"training"'));
  if (trained.length === 0) return undefined;
  const record = mergedRecord(trained);
  if (typeof record === 'string') return record;
  const { head, checkedOut } = record.subject;
  return head === run.commit || checkedOut === run.commit ? record : 'its record is of another commit';
}

async function untrusted(search: Search, artifact: Artifact, run: Run): Promise<string | undefined> {
  const { weighing, current, merged } = search;
  const { repository } = current;
  const branch = targetBranch(weighing.context);
  const reasons = [
    distrust({ artifact, run, repository, branch, commit: run.commit }) ??
      (await notOnBranch(run.commit, branch, weighing.context)),
    ...(mayBeOwn(search, run) ? [distrustOwn({ artifact, run, current })] : []),
    ...(merged ? [distrustAdopted({ artifact, run, repository, ...merged })] : []),
  ];
  return reasons.includes(undefined) ? undefined : reasons.at(-1);
}

/** On the default branch no earlier run is our own by its name: a change from that branch into another has the same. */
function mayBeOwn({ weighing, current }: Search, run: Run): boolean {
  const { occasion, defaultBranch = 'main' } = weighing.context.runner;
  if (run.id === current.id || occasion.kind === 'change' || occasion.kind === 'queue') return true;
  return current.branch !== defaultBranch;
}
