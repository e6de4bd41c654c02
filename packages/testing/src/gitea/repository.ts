import * as z from 'zod';
import type { Gitea } from './server.ts';

const run = z.looseObject({
  id: z.number(),
  event: z.string(),
  status: z.string(),
  conclusion: z.string().nullish(),
  head_sha: z.string(),
});
type Run = z.output<typeof run>;
const runs = z.looseObject({ workflow_runs: run.array() });
const job = z.looseObject({ id: z.number(), name: z.string(), status: z.string(), conclusion: z.string().nullish() });
const jobs = z.looseObject({ jobs: job.array() });
const comment = z.looseObject({ id: z.number(), body: z.string(), user: z.looseObject({ login: z.string() }) });
const pull = z.looseObject({ number: z.number(), head: z.looseObject({ sha: z.string() }) });

/** A workflow run that has ended, with the text of its jobs' logs by job. */
export interface EndedRun {
  readonly id: number;
  readonly commit: string;
  readonly conclusion: string;
  /** Conclusion by job. */
  readonly jobs: Readonly<Record<string, string>>;
  readonly logs: Readonly<Record<string, string>>;
}

export interface GiteaComment {
  readonly id: number;
  readonly author: string;
  readonly body: string;
}

/** What a test does in one repository of a real Gitea, as its administrator unless a token is given. */
export interface GiteaRepository {
  readonly name: string;
  /** Address for `git push`, with the credentials in it. */
  remote(user: string, token: string): string;
  /** Waits until Gitea has taken notice of a pushed branch. */
  branch(name: string, commit: string): Promise<unknown>;
  open(head: string, title: string, token?: string): Promise<number>;
  /** Waits until the pull request shows this commit as its head. */
  shows(change: number, commit: string): Promise<unknown>;
  /** Waits until the newest run of this commit and event has ended. */
  run(commit: string, event: string): Promise<EndedRun>;
  /** Waits until the first run after this one has ended. Gitea lists a schedule's runs by the event that made the schedule. */
  following(id: number): Promise<EndedRun>;
  rerun(id: number): Promise<void>;
  /** Lets the waiting run of a stranger's commit start. */
  approve(commit: string): Promise<void>;
  comments(change: number): Promise<readonly GiteaComment[]>;
  /** Squashes; asks again while Gitea still looks whether the pull request can be merged. */
  squash(change: number, title: string): Promise<unknown>;
  call(method: string, path: string, body?: object, token?: string): Promise<unknown>;
}

export function giteaRepository(gitea: Gitea, name: string): GiteaRepository {
  const call: GiteaRepository['call'] = (method, path, body, token) =>
    gitea.call(method, `/repos/${name}${path}`, body, token);
  return {
    name,
    call,
    remote: (user, token) => `${gitea.url.replace('http://', `http://${user}:${token}@`)}/${name}.git`,
    branch: (wanted, commit) =>
      waitFor(`branch ${wanted}`, async () => tells(call('GET', `/branches/${wanted}`), commit)),
    open: async (head, title, token) =>
      pull.parse(await call('POST', '/pulls', { title, head, base: 'main' }, token)).number,
    shows: (change, commit) =>
      waitFor(`the new head of ${change}`, async () => {
        const { head } = pull.parse(await call('GET', `/pulls/${change}`));
        return head.sha === commit ? true : undefined;
      }),
    run: (commit, event) =>
      endedRun(call, `the ${event} run of ${commit.slice(0, 7)}`, () => newestRun(call, commit, event)),
    following: (id) => endedRun(call, `the run after ${id}`, () => firstAfter(call, id)),
    rerun: async (id) => {
      await call('POST', `/actions/runs/${id}/rerun`);
    },
    approve: async (commit) => {
      const { id } = await waitFor('a run that waits for approval', () => newestRun(call, commit, 'pull_request'));
      await gitea.press(`/${name}/actions/runs/${id}/approve`);
    },
    comments: async (change) =>
      comment
        .array()
        .parse(await call('GET', `/issues/${change}/comments`))
        .map(({ id, body, user }) => ({ id, body, author: user.login })),
    squash: (change, title) =>
      waitFor(`the merge of ${change}`, async () => {
        const wish = { Do: 'squash', MergeTitleField: title };
        return call('POST', `/pulls/${change}/merge`, wish).then(
          () => true,
          (error: unknown) => {
            if (/try again later/i.test(String(error))) return undefined;
            throw error;
          },
        );
      }),
  };
}

async function tells(answer: Promise<unknown>, commit: string): Promise<true | undefined> {
  const text = await answer.then(JSON.stringify, () => '');
  return text.includes(commit) ? true : undefined;
}

async function endedRun(
  call: GiteaRepository['call'],
  what: string,
  find: () => Promise<Run | undefined>,
): Promise<EndedRun> {
  const { id, own, conclusion, commit } = await waitFor(
    what,
    async () => {
      const found = await find();
      if (found?.status !== 'completed') return undefined;
      const listed = jobs.parse(await call('GET', `/actions/runs/${found.id}/jobs`)).jobs;
      // A run is called completed as soon as one of its jobs has failed.
      if (!listed.every(({ status }) => status === 'completed')) return undefined;
      return { ...found, commit: found.head_sha, own: listed };
    },
    280_000,
  );
  // A skipped job has no log to ask for.
  const spoke = own.filter((each) => each.conclusion !== 'skipped');
  const logs = await Promise.all(spoke.map((each) => call('GET', `/actions/jobs/${each.id}/logs`)));
  return {
    id,
    commit,
    conclusion: conclusion ?? '',
    jobs: Object.fromEntries(own.map((each) => [each.name, each.conclusion ?? ''])),
    logs: Object.fromEntries(spoke.map((each, index) => [each.name, String(logs[index])])),
  };
}

async function firstAfter(call: GiteaRepository['call'], id: number): Promise<Run | undefined> {
  const { workflow_runs: all } = runs.parse(await call('GET', '/actions/runs?limit=50'));
  return all.filter((item) => item.id > id).sort((a, b) => a.id - b.id)[0];
}

async function newestRun(call: GiteaRepository['call'], commit: string, event: string): Promise<Run | undefined> {
  const { workflow_runs: all } = runs.parse(await call('GET', `/actions/runs?head_sha=${commit}`));
  // Later pushes to a pull request are `pull_request_sync`.
  return all.filter((item) => item.event.startsWith(event)).sort((a, b) => b.id - a.id)[0];
}

/** Asks until there is an answer; an error of `ask` ends the wait. */
async function waitFor<T>(what: string, ask: () => Promise<T | undefined>, milliseconds = 60_000): Promise<T> {
  const end = Date.now() + milliseconds;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error(`${what} did not come`);
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}
