import { createHash } from 'node:crypto';
import { type Digest, type RunRecord, recordDigest, tagMessage } from '@weighbridge/core';
import { type GitOptions, openLedger, openTags } from '@weighbridge/git';
import { type EndedRun, gitFixtureEnv } from '@weighbridge/testing';
import * as z from 'zod';
import { type Stage, setStage } from '../gitea/stage.ts';
import { installedLibrary } from '../train/model.ts';
import { type SeenByGto, seenByGto } from './gto.ts';
import { modelFiles } from './model.ts';

const workflow = `on: { push: { branches: [main, evil] }, pull_request: {} }
permissions: {}
env: ${JSON.stringify(installedLibrary())}
jobs:
  model:
    runs-on: ubuntu-latest
    permissions: { contents: read, actions: read, pull-requests: read }
    steps:
      - uses: actions/checkout@v6
      - uses: weighbridge/weighbridge/actions/train@v1
      - uses: weighbridge/weighbridge/actions/gate@v1
        with: { write-report: false }
  verdict:
    needs: model
    if: always()
    runs-on: ubuntu-latest
    permissions: { contents: read, actions: read, pull-requests: write }
    steps:
      - uses: actions/checkout@v6
      - uses: weighbridge/weighbridge/actions/report@v1
        with: { needs: "\${{ toJSON(needs) }}" }
  ship:
    needs: verdict
    if: github.event_name == 'push'
    runs-on: ubuntu-latest
    permissions: { contents: write, actions: read, pull-requests: write }
    steps:
      - uses: actions/checkout@v6
      - uses: weighbridge/weighbridge/actions/ship@v1
`;

/** By hand: a promotion of a version that is named, and a shipment that may not write. */
const byHand = `on: { workflow_dispatch: { inputs: { version: { type: string } } } }
permissions: {}
env: ${JSON.stringify(installedLibrary())}
jobs:
  promote:
    if: inputs.version != ''
    runs-on: ubuntu-latest
    permissions: { contents: write, actions: read, pull-requests: read }
    steps:
      - uses: actions/checkout@v6
      - uses: weighbridge/weighbridge/actions/promote@v1
        with: { version: "\${{ inputs.version }}" }
  reads:
    if: inputs.version == ''
    runs-on: ubuntu-latest
    permissions: { contents: read, actions: read, pull-requests: read }
    steps:
      - uses: actions/checkout@v6
      - uses: weighbridge/weighbridge/actions/ship@v1
`;

/** A repository on a real Gitea whose workflow weighs changes and ships what is merged. */
export interface Story {
  readonly stage: Stage;
  /** Commits on a new branch of main, opens the pull request, and waits for its run. */
  propose(branch: string, files: Readonly<Record<string, string>>): Promise<Proposed>;
  /** Squashes a pull request, and waits for the run of what that made. */
  merge(change: number): Promise<EndedRun>;
  /** Pushes a commit on main for which no workflow runs. */
  skip(files: Readonly<Record<string, string>>): Promise<string>;
  /** Starts the workflow that runs by hand, on main. */
  dispatch(inputs: Readonly<Record<string, string>>): Promise<EndedRun>;
  /** What the real GTO says of a fresh clone. */
  gto(): SeenByGto;
  /** Adds an entry to the ledger by hand, as whoever may push can; returns the digest of its record. */
  forge(change: (record: RunRecord) => RunRecord): Promise<Forged>;
  /** Makes a version by hand that names a record and a model. */
  forgeVersion(name: string, commit: string, facts: Forged): Promise<void>;
  /** The run of a commit that was pushed to main, whatever runs of it there are on other branches. */
  onMain(commit: string): Promise<EndedRun>;
  close(): Promise<void>;
}

export interface Forged {
  readonly record: Digest;
  /** Of the model that the record names. */
  readonly model: Digest;
}

export interface Proposed {
  readonly change: number;
  readonly run: EndedRun;
}

export async function openStory(): Promise<Story> {
  const stage = await setStage();
  const { git, project } = stage;
  git.write({
    ...modelFiles,
    '.github/workflows/weighbridge.yml': workflow,
    '.github/workflows/by-hand.yml': byHand,
  });
  git.commit('main');
  await project.run(await stage.push('main'), 'push');
  const mainAgain = (): string => {
    git.git('fetch', '--quiet', 'origin', 'main');
    git.git('switch', '--quiet', 'main');
    git.git('reset', '--quiet', '--hard', 'origin/main');
    return git.git('rev-parse', 'HEAD');
  };
  return {
    stage,
    async propose(branch, files) {
      git.git('switch', '--quiet', '--create', branch, 'main');
      git.commit(branch, files);
      const commit = await stage.push(branch);
      const change = await project.open(branch, branch, stage.tokens.ada);
      return { change, run: await project.run(commit, 'pull_request') };
    },
    async merge(change) {
      await project.squash(change, `squash of ${change}`);
      return project.run(mainAgain(), 'push');
    },
    async skip(files) {
      git.git('switch', '--quiet', 'main');
      git.commit('[skip ci] moved on', files);
      const commit = await stage.push('main');
      await digested(stage, 'refs/heads/main', commit);
      return commit;
    },
    async dispatch(inputs) {
      await project.call('POST', '/actions/workflows/by-hand.yml/dispatches', { ref: 'main', inputs });
      return project.run(git.git('rev-parse', 'main'), 'workflow_dispatch');
    },
    async onMain(commit) {
      await digested(stage, 'refs/heads/main', commit);
      return project.run(commit, 'push');
    },
    ...byHandOf(stage),
    close: () => stage.close(),
  };
}

const feed = z.array(z.looseObject({ ref_name: z.string(), content: z.string() }));

/** Waits until Gitea has dealt with a push: it looks at the branch only then, and a later commit would get the run of this one. */
async function digested({ project }: Stage, ref: string, commit: string): Promise<void> {
  const end = Date.now() + 60_000;
  for (;;) {
    const seen = feed.parse(await project.call('GET', '/activities/feeds'));
    if (seen.some(({ ref_name, content }) => ref_name === ref && content.includes(commit))) return;
    if (Date.now() > end) throw new Error(`Gitea does not tell of ${commit} on ${ref}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** What somebody with the right to push can do without any job. */
function byHandOf({ git, project, tokens }: Stage): Pick<Story, 'gto' | 'forge' | 'forgeVersion'> {
  const options: GitOptions = { env: gitFixtureEnv };
  return {
    gto() {
      const clone = git.clone();
      try {
        clone.git('fetch', '--quiet', '--tags', project.remote('ada', tokens.ada));
        return seenByGto(clone, 'churn');
      } finally {
        clone.remove();
      }
    },
    async forge(change) {
      const ledger = await openLedger(git.root, options);
      const [real] = (await ledger.entries('churn')) ?? [];
      if (!real) throw new Error('the ledger is empty');
      const record = change(real.record);
      await ledger.append(record);
      const model = record.training?.outputs.find(({ name }) => name === 'model')?.digest;
      if (model === undefined) throw new Error('the record names no model');
      return { model, record: recordDigest(record, sha256) };
    },
    async forgeVersion(version, commit, facts) {
      const message = tagMessage(`churn ${version}`, facts);
      const name = `churn@${version}`;
      await openTags(git.root, options).create({ name, commit, message, at: new Date() });
    },
  };
}

function sha256(bytes: Uint8Array): Digest {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** Every job's log, for the words of a failed test. */
export function text({ logs }: EndedRun): string {
  return Object.entries(logs)
    .map(([job, log]) => `── ${job}\n${log}`)
    .join('\n');
}
