import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { text } from './ship/gitea-story.ts';
import { ran } from './ship/model.ts';
import { openWatch, type WatchStory } from './watch/gitea-story.ts';

const pulls = z.array(
  z.looseObject({ number: z.number(), state: z.string(), head: z.looseObject({ ref: z.string(), sha: z.string() }) }),
);
const statuses = z.array(z.looseObject({ context: z.string(), status: z.string() }));
const hour = 60 * 60 * 1000;

/** What init writes on a real Gitea with its runner: the jobs’ own tokens, a real schedule, real dispatches. One story. */
describe('a model that is watched on a real forge', () => {
  let story: WatchStory;
  beforeAll(async () => {
    story = await openWatch();
  });
  afterAll(() => story.close());

  test('the first model is champion', () => {
    const { shipped } = story;
    expect(shipped.jobs, text(shipped)).toEqual({
      announce: 'skipped',
      model: 'success',
      verdict: 'success',
      ship: 'success',
    });
  });

  test('a schedule looks: it opens the issue, and starts a retraining on a branch, which speaks for its pull request', () =>
    alarm(story));
  test('merged, it is champion; the next look finds production well again and closes the issue, and one by hand leaves it so', () =>
    recovery(story));
  test(
    'thirty looks make one issue, edited; recovery closes it, a breach reopens it, and /ignore holds',
    {
      timeout: 600_000,
    },
    () => thirtyLooks(story),
  );
});

async function alarm({ stage, world, schedule, shipped, issues }: WatchStory): Promise<void> {
  const { project } = stage;
  const contexts = ['weighbridge/churn'];
  const guard = { rule_name: 'main', enable_push: true, enable_status_check: true, status_check_contexts: contexts };
  await project.call('POST', '/branch_protections', guard);
  world.moves(60);
  await schedule(true);
  const look = await project.following(shipped.id);
  expect(look.jobs, text(look)).toEqual({ look: 'success' });
  expect(await issues(), text(look)).toMatchObject([{ state: 'open', body: expect.stringContaining('spend') }]);
  const [change, ...more] = pulls.parse(await project.call('GET', '/pulls?state=all'));
  expect(more).toEqual([]);
  expect(change?.head.ref).toMatch(/^weighbridge\/retrain-churn-/);
  const weighed = await project.run(change?.head.sha ?? '', 'workflow_dispatch');
  await schedule(false);
  expect(weighed.jobs, text(weighed)).toEqual({ model: 'success', verdict: 'success' });
  expect(weighed.logs['model']).toContain(ran);
  expect(weighed.logs['model']).toMatch(/compared at [0-9a-f]{7} \(merge-base/);
  const [note] = await project.comments(change?.number ?? 0);
  expect(note).toMatchObject({ author: 'gitea-actions', body: expect.stringContaining('churn passed') });
  const set = statuses.parse(await project.call('GET', `/commits/${change?.head.sha}/statuses`));
  expect(set).toMatchObject([{ context: 'weighbridge/churn', status: 'success' }]);
}

async function recovery({ stage, schedule, issues }: WatchStory): Promise<void> {
  const { git, project } = stage;
  const [change] = pulls.parse(await project.call('GET', '/pulls?state=open'));
  await project.squash(change?.number ?? 0, 'newer data');
  git.git('pull', '--quiet', '--ff-only', 'origin', 'main');
  const merged = git.git('rev-parse', 'HEAD');
  const run = await project.run(merged, 'push');
  expect(run.jobs['ship'], text(run)).toBe('success');
  // A run that was started by hand may have had inputs of its own: its bytes are not taken over.
  expect(run.logs['model']).toMatch(/run \d+ was passed over: its run was started by workflow_dispatch/);
  await schedule(true);
  const look = await project.following(run.id);
  expect(look.jobs, text(look)).toEqual({ look: 'success' });
  expect(await issues(), text(look)).toMatchObject([{ state: 'closed' }]);
  await project.call('POST', '/actions/workflows/weighbridge-monitor.yml/dispatches', { ref: 'main' });
  const byHand = await project.run(merged, 'workflow_dispatch');
  await schedule(false);
  expect(byHand.jobs, text(byHand)).toEqual({ look: 'success' });
  expect(await issues(), text(byHand)).toMatchObject([{ state: 'closed' }]);
}

async function thirtyLooks({ stage, looker, issues }: WatchStory): Promise<void> {
  const { project, tokens } = stage;
  const start = Date.now();
  const bodies = new Set<string>();
  const look = async (hours: number): Promise<string> => {
    const ended = await looker.look(new Date(start + hours * hour));
    expect(ended, ended.stdout + ended.stderr).toMatchObject({ exit: 0 });
    const [issue, ...more] = await issues();
    expect(more).toEqual([]);
    bodies.add(issue?.body ?? '');
    return issue?.state ?? '';
  };
  const [{ number } = { number: 0 }] = await issues();
  const say = (body: string, token: string) => project.call('POST', `/issues/${number}/comments`, { body }, token);
  looker.update();
  looker.sees(120);
  for (let index = 0; index < 30; index += 1) expect(await look(index)).toBe('open');
  expect(bodies.size).toBe(30);
  looker.sees(60);
  expect(await look(30)).toBe('closed');
  looker.sees(120);
  expect(await look(31)).toBe('open');
  await say('/ignore 7d', tokens.eve);
  expect(await look(32)).toBe('open');
  await say('/ignore 7d', tokens.grace);
  expect([await look(33), await look(34)]).toEqual(['closed', 'closed']);
  expect(await look(8 * 24)).toBe('open');
}
