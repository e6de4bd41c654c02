import type { Merges } from './ship.ts';
import { addMerge, addPipelineDeployment } from './ship-state.ts';
import {
  addAccount,
  addArtifact,
  addChange,
  addCommit,
  addReview,
  addRun,
  emptyState,
  type ForgeState,
  pushTo,
} from './state.ts';

/** The tokens of the standard state, by what they may do. */
export const tokens = {
  /** Of the person `ada`; may do everything. */
  user: 'user-token-that-must-not-be-shown',
  /** Of a job with every permission. */
  job: 'job-token-that-must-not-be-shown',
  /** Of a job that may only read. */
  readOnly: 'read-only-token-that-must-not-be-shown',
  /** Of the person `grace`; may only read. */
  reader: 'reader-token-that-must-not-be-shown',
} as const;

/** Commits and numbers of the standard state, under the names that tests use. */
export interface Standard {
  readonly state: ForgeState;
  /** root ← fork ← merge ← tip on main; `side` is merged by `merge`; fork ← firstHead ← head is the change's branch. */
  readonly root: string;
  readonly fork: string;
  readonly side: string;
  readonly merge: string;
  readonly tip: string;
  readonly firstHead: string;
  readonly head: string;
  /** A history of its own, without an ancestor in common. */
  readonly alone: string;
  /** An open change of the repository itself; one from a fork; one whose fork was deleted. */
  readonly change: number;
  readonly forkChange: number;
  readonly orphanChange: number;
  /** A closed change of the same branch into `next`. */
  readonly otherTarget: number;
  /** Runs of `tip` on main, and of the fork's change. */
  readonly run: number;
  readonly forkRun: number;
  /** Changes that were merged into the branch `next`, each in its way. */
  readonly merges: Merges;
  /** A branch of one commit, without a change. */
  readonly retrain: string;
  /** Tags of `tip` without a release. */
  readonly tags: readonly [string, string];
}

const all = {
  contents: 'write',
  'pull-requests': 'write',
  statuses: 'write',
  deployments: 'write',
  actions: 'write',
  issues: 'write',
} as const;
const readable = {
  contents: 'read',
  'pull-requests': 'read',
  statuses: 'read',
  deployments: 'read',
  actions: 'read',
  issues: 'read',
} as const;

/** As GTO names a version and an alias: both must be quoted in addresses. */
const tags = ['churn@v1.0.0', 'churn#champion#1'] as const;

/** One repository with people, a short history, three changes, runs and artifacts: the same for every fake. */
export function standardState(): Standard {
  const state = emptyState();
  addPeople(state);
  const history = addHistory(state);
  const { tip, head, firstHead } = history;
  const own = addChange(state, { number: 5, head: firstHead, headRef: 'better-features' });
  addReview(state, { change: 5, author: 'grace', state: 'APPROVED', commit: firstHead });
  pushTo(state, own, head);
  addReviews(state, head);
  addChange(state, { number: 6, head, headRef: 'main', fork: 'ada/models' });
  addChange(state, { number: 7, head, headRef: 'gone', fork: null, open: false });
  addChange(state, { number: 12, head, headRef: 'better-features', baseRef: 'next', open: false });
  const run = addRun(state, { commit: tip }).id;
  addRun(state, { commit: tip, conclusion: undefined, event: 'schedule' });
  const forked = { event: 'pull_request', branch: 'main', headRepository: 'ada/models', change: 6 };
  const forkRun = addRun(state, { commit: head, conclusion: 'failure', attempt: 2, ...forked }).id;
  addArchives(state, run);
  const merges = addMerges(state, tip);
  for (const tag of tags) state.tags.set(tag, tip);
  const retrain = addCommit(state, [tip], { 'model.lock': 'retrained\n' });
  state.branches.set('retrain', retrain);
  state.workflows.set('train.yml', { dispatch: true, inputs: ['model'] });
  state.workflows.set('lint.yml', { dispatch: true, inputs: [] });
  state.workflows.set('silent.yml', { dispatch: false, inputs: [] });
  addPipelineDeployment(state, run, 'production', [{ user: 'grace', state: 'approved', comment: 'go' }]);
  return {
    state,
    ...history,
    change: 5,
    forkChange: 6,
    orphanChange: 7,
    otherTarget: 12,
    run,
    forkRun,
    merges,
    tags,
    retrain,
  };
}

function addPeople(state: ForgeState): void {
  addAccount(state, 'ada', { access: 'admin' });
  addAccount(state, 'grace', { email: 'grace@example.org', access: 'write' });
  addAccount(state, 'eve');
  addAccount(state, 'github-actions[bot]', { bot: true });
  state.teams.set('acme/ml-owners', ['grace']);
  const bot = 'github-actions[bot]';
  state.tokens.set(tokens.user, { kind: 'user', login: 'ada', permissions: all });
  state.tokens.set(tokens.job, { kind: 'job', login: bot, permissions: all });
  state.tokens.set(tokens.reader, { kind: 'user', login: 'grace', permissions: readable });
  state.tokens.set(tokens.readOnly, { kind: 'job', login: bot, permissions: readable });
}

function addHistory(
  state: ForgeState,
): Pick<Standard, 'root' | 'fork' | 'side' | 'merge' | 'tip' | 'firstHead' | 'head' | 'alone'> {
  const root = addCommit(state, [], { 'weighbridge.yml': 'version: 1\n' });
  const fork = addCommit(state, [root], { 'data/ünï code.txt': 'grüße\n' });
  const side = addCommit(state, [fork]);
  const merge = addCommit(state, [fork, side]);
  const tip = addCommit(state, [merge], { 'metrics.json': '{"auc":0.7}\n' });
  const firstHead = addCommit(state, [fork], { 'features.py': 'print(0)\n' });
  const head = addCommit(state, [firstHead], { 'features.py': 'print(1)\n' });
  const alone = addCommit(state, []);
  state.branches.set('main', tip);
  state.branches.set('better-features', head);
  return { root, fork, side, merge, tip, firstHead, head, alone };
}

/** grace approved the first head only; eve took her approval back; ada approved, then only remarked. */
function addReviews(state: ForgeState, head: string): void {
  addReview(state, { change: 5, author: 'eve', state: 'APPROVED', commit: head });
  addReview(state, { change: 5, author: 'eve', state: 'CHANGES_REQUESTED', commit: head });
  addReview(state, { change: 5, author: 'ada', state: 'APPROVED', commit: head });
  addReview(state, { change: 5, author: 'ada', state: 'COMMENTED', commit: head });
}

/** 120 archives, so that ours are on the first and on the second page. */
function addArchives(state: ForgeState, run: number): void {
  addArtifact(state, run, 'wb-churn-evaluate-model-1', new TextEncoder().encode('the oldest archive'));
  for (let index = 0; index < 118; index += 1) addArtifact(state, run, `coverage-${index}`, new Uint8Array(8));
  addArtifact(state, run, 'wb-churn-gate-model-1', new Uint8Array(5000));
}

/** Four changes of two commits each. */
function addMerges(state: ForgeState, tip: string): Merges {
  state.branches.set('next', tip);
  const merge = (number: number, how: 'merge' | 'squash' | 'rebase', fork?: string): Merges['merge'] => {
    const first = addCommit(state, [tip], { [`${number}.txt`]: 'first\n' });
    const head = addCommit(state, [first], { [`${number}.txt`]: 'second\n' });
    const more = fork === undefined ? {} : { fork };
    addChange(state, { number, head, headRef: `change-${number}`, baseRef: 'next', ...more });
    return addMerge(state, number, how);
  };
  return {
    merge: merge(8, 'merge'),
    squash: merge(9, 'squash'),
    rebase: merge(10, 'rebase'),
    fork: merge(11, 'squash', 'ada/models'),
  };
}
