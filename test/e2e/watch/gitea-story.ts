import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { type EndedRun, type GitFixture, gitFixture } from '@weighbridge/testing';
import * as z from 'zod';
import { type Stage, setStage } from '../gitea/stage.ts';
import { type Ended, installProgram, type Program } from '../outcomes/program.ts';
import { installedLibrary } from '../train/model.ts';
import { monitorWorkflow, type Production, production, retrainWorkflow, rowsSeen, watchedFiles } from './model.ts';

const issue = z.looseObject({ number: z.number(), title: z.string(), body: z.string(), state: z.string() });
type GiteaIssue = z.output<typeof issue>;

/** A repository on a real Gitea that is watched by what `init` writes, and whose first model is champion. */
export interface WatchStory {
  readonly stage: Stage;
  readonly world: Production;
  /** The run that shipped the first model. */
  readonly shipped: EndedRun;
  /** Lets the schedule start looks, or not. */
  schedule(on: boolean): Promise<unknown>;
  /** Every issue, open or closed. */
  issues(): Promise<readonly GiteaIssue[]>;
  /** A job of a runner elsewhere that looks: the built program, with the token of a person who may write. */
  readonly looker: Looker;
  close(): Promise<void>;
}

interface Looker {
  /** Checks out main as it is by now. */
  update(): void;
  look(at: Date): Promise<Ended>;
  /** What production sees from now on in this checkout. */
  sees(shift: number): void;
}

export async function openWatch(): Promise<WatchStory> {
  const stage = await setStage();
  const world = production();
  const program = installProgram();
  const { git, project } = stage;
  const files = Object.entries(watchedFiles('github', world)).map(([name, text]) => [name, onGitea(name, text)]);
  git.write(Object.fromEntries(files));
  git.commit('main');
  const commit = await stage.push('main');
  const schedule = (on: boolean): Promise<unknown> =>
    project.call('PUT', `/actions/workflows/${path.basename(monitorWorkflow)}/${on ? 'enable' : 'disable'}`);
  await schedule(false);
  const shipped = await project.run(commit, 'push');
  const checkout = gitFixture();
  checkout.git('remote', 'add', 'origin', project.remote('ada', stage.tokens.ada));
  return {
    stage,
    world,
    shipped,
    schedule,
    issues: async () => issue.array().parse(await project.call('GET', '/issues?type=issues&state=all')),
    looker: lookerIn(stage, program, checkout),
    async close() {
      await stage.close();
      world.remove();
      program.remove();
      checkout.remove();
    },
  };
}

/** Only what the network would be needed for is replaced, and a schedule for which a test can wait. */
function onGitea(name: string, text: string | null | Uint8Array): string {
  const own = String(text)
    .replaceAll(/actions\/checkout@.*/g, 'actions/checkout@v6')
    .replace('permissions: {}\n', `permissions: {}\nenv: ${JSON.stringify(installedLibrary())}\n`)
    .replace("'17 5 * * *'", "'@every 5s'")
    // Gitea lists it as a push, the newest one of the commit, and every tenth minute comes sooner or later.
    .replace("'*/10 * * * *'", "'0 0 29 2 *'");
  // As the file itself says for Gitea.
  return name === retrainWorkflow ? own.replace(/contents: read +# on Gitea `write`/u, 'contents: write #') : own;
}

function lookerIn({ gitea, project, tokens }: Stage, program: Program, checkout: GitFixture): Looker {
  return {
    sees: (shift) => writeFileSync(path.join(checkout.root, 'data/current.csv'), rowsSeen(shift)),
    update() {
      checkout.git('fetch', '--quiet', 'origin', 'main');
      checkout.git('checkout', '--quiet', '--force', 'FETCH_HEAD');
    },
    async look(at) {
      const argv = ['monitor', '--at', at.toISOString()];
      return program.run(argv, {
        folder: checkout.root,
        env: {
          ...installedLibrary(),
          CI: 'true',
          GITEA_ACTIONS: 'true',
          GITHUB_ACTIONS: 'true',
          GITHUB_API_URL: `${gitea.url}/api/v1`,
          GITHUB_EVENT_NAME: 'schedule',
          GITHUB_REF: 'refs/heads/main',
          GITHUB_REPOSITORY: project.name,
          GITHUB_SERVER_URL: gitea.url,
          GITHUB_SHA: checkout.git('rev-parse', 'HEAD'),
          WEIGHBRIDGE_TOKEN: tokens.ada,
        },
      });
    },
  };
}
