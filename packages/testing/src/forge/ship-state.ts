import { reachable } from './history.ts';
import type { FakeApproval, FakeEnvironment, FakeMerge, FakePackage, Merged } from './ship.ts';
import { addCommit, type FakeChange, type ForgeState, nextId, timeOf } from './state.ts';

/** Merges a change into its target branch. */
export function addMerge(state: ForgeState, number: number, how: FakeMerge['how']): Merged {
  const change = state.changes.get(number);
  const tip = change && state.branches.get(change.baseRef);
  if (change === undefined || tip === undefined) throw new Error(`${number} cannot be merged`);
  const own = ownCommits(state, change);
  const commits = commitsOf(state, how, tip, change.head, own.length);
  const commit = commits.at(-1) ?? tip;
  state.branches.set(change.baseRef, commit);
  change.open = false;
  change.merged = { how, commit, commits, at: timeOf(state) };
  return { number, commit, others: how === 'rebase' ? commits.slice(0, -1) : own };
}

function commitsOf(state: ForgeState, how: FakeMerge['how'], tip: string, head: string, count: number): string[] {
  const { files } = state.commits.get(head) ?? {};
  if (how !== 'rebase') return [addCommit(state, how === 'merge' ? [tip, head] : [tip], files)];
  const commits: string[] = [];
  for (let index = 0; index < count; index += 1) commits.push(addCommit(state, [commits.at(-1) ?? tip], files));
  return commits;
}

function ownCommits(state: ForgeState, { head, base }: FakeChange): readonly string[] {
  const known = new Set(reachable(state, base)?.map(({ sha }) => sha));
  return (reachable(state, head) ?? []).map(({ sha }) => sha).filter((sha) => !known.has(sha));
}

/** Changes that brought a commit along: among their own ones, or made by their merge. */
export function changesWith(state: ForgeState, sha: string): readonly FakeChange[] {
  return [...state.changes.values()].filter(
    (change) => change.merged?.commits.includes(sha) || ownCommits(state, change).includes(sha),
  );
}

/** Changes that come from a branch of the repository itself. */
export function changesFrom(state: ForgeState, branch: string | null): readonly FakeChange[] {
  const own = [...state.changes.values()].filter(({ fork }) => fork === undefined);
  return own.filter(({ headRef }) => headRef === branch);
}

/** The environment of that name, made when it is missing. */
export function environmentOf(state: ForgeState, name: string): FakeEnvironment {
  const environment = state.environments.get(name) ?? { id: nextId(state), name };
  state.environments.set(name, environment);
  return environment;
}

/** What a job with `environment:` does: a deployment of its run, which waits for approvals where they are asked for. */
export function addPipelineDeployment(
  state: ForgeState,
  run: number,
  environment: string,
  approvals: readonly Omit<FakeApproval, 'run' | 'environment'>[],
): void {
  const { commit = '', branch = '' } = state.runs.find(({ id }) => id === run) ?? {};
  environmentOf(state, environment);
  const states = [{ state: 'running', description: '' }];
  state.deployments.push({ id: nextId(state), environment, commit, ref: branch, payload: {}, run, states });
  state.approvals.push(...approvals.map((approval) => ({ ...approval, run, environment })));
}

/** Adds a file to a generic package, as each upload does. */
export function addPackageFile(
  state: ForgeState,
  name: string,
  version: string,
  file: string,
  bytes: Uint8Array,
): void {
  const known = state.packages.find((item) => item.name === name && item.version === version);
  const home: FakePackage = known ?? { id: nextId(state), name, version, files: [] };
  if (known === undefined) state.packages.push(home);
  home.files.push({ id: nextId(state), name: file, bytes });
}

/** The last upload of that name. */
export function packageFile(state: ForgeState, name: string, version: string, file: string): Uint8Array | undefined {
  const home = state.packages.find((item) => item.name === name && item.version === version);
  return home?.files.findLast((item) => item.name === file)?.bytes;
}
