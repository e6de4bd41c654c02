import type { Forge } from '@weighbridge/core';
import { githubForge } from '@weighbridge/forge/github';
import { gitlabForge } from '@weighbridge/forge/gitlab';
import {
  addIssueComment,
  type FakeServer,
  type ForgeState,
  fakeGithub,
  fakeGitlab,
  standardState,
  tokens,
} from '@weighbridge/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dayOf, header, type WatchTrial, watchTrial, withIssues } from './trial.ts';

const days = (from: number, count: number, shift: number): string[] =>
  Array.from({ length: count }, (_, index) => {
    const day = `2026-11-${String(from + index).padStart(2, '0')}`;
    return dayOf(day, { rows: 150, shift, seed: from + index });
  }).flatMap(({ csv }) => csv);

const quiet = days(1, 5, 0);
const drifted = days(6, 4, 25);
const recovered = days(10, 4, 0);
const again = days(14, 4, 25);

interface Place {
  readonly state: ForgeState;
  readonly forge: Forge;
  readonly server: FakeServer;
}

const network = { timeoutMs: 10_000, pauseMs: 1 };

async function openGithub(): Promise<Place> {
  const { state } = standardState();
  const server = await fakeGithub(state);
  const at = { apiUrl: server.url, serverUrl: 'https://github.example', repository: state.repository, network };
  return { state, server, forge: githubForge({ token: tokens.job, ...at }) };
}

async function openGitlab(): Promise<Place> {
  const { state } = standardState();
  const server = await fakeGitlab(state, { folder: '/gitlab' });
  const token = { value: tokens.user, kind: 'user' } as const;
  const apiUrl = `${server.url}/gitlab/api/v4`;
  const at = { apiUrl, serverUrl: 'https://gitlab.example/gitlab', repository: state.repository, network };
  return { state, server, forge: gitlabForge({ token, ...at }) };
}

describe.each([
  ['github', openGithub],
  ['gitlab', openGitlab],
])('one issue for one model on %s', (_kind, open) => {
  let place: Place;
  let trial: WatchTrial;
  beforeAll(async () => {
    place = await open();
    trial = await watchTrial('{ current: live.csv, time: at, min-n: 50, alarm: 2 of 3, close-after: 3 }');
  }, 60_000);
  afterAll(async () => {
    await trial.close();
    await place.server.close();
  });

  const look = async (rows: readonly string[], at: string) => {
    trial.write('live.csv', [header, ...rows, ''].join('\n'));
    const { outputs, watch } = await trial.look(at, withIssues(place.forge));
    return { outcome: outputs['outcome'], watch };
  };
  const issues = () => place.state.issues.map(({ open, title }) => `${open ? 'open' : 'closed'}: ${title}`);

  test('thirty looks at one drift make one issue, which says when it was last looked at', async () => {
    const rows = [...quiet, ...drifted];
    expect((await look(quiet, '2026-11-06T06:00:00Z')).outcome).toBe('quiet');
    expect(issues()).toEqual([]);
    const first = await look(rows, '2026-11-10T06:00:00Z');
    expect(first.outcome).toBe('alarm');
    for (let minute = 1; minute < 30; minute += 1) {
      const { watch } = await look(rows, `2026-11-10T06:${String(minute).padStart(2, '0')}:00Z`);
      expect({ ...watch, lookedAt: '' }).toEqual({ ...first.watch, lookedAt: '', issue: watch.issue });
    }
    expect(issues()).toEqual([expect.stringMatching(/^open: churn drifts in production: income/)]);
    expect(place.state.issues[0]?.body).toContain('last look 10 Nov 06:29 UTC');
  }, 120_000);

  test('recovery closes it, and a new breach opens the same one again', async () => {
    const back = await look([...quiet, ...drifted, ...recovered], '2026-11-14T06:00:00Z');
    expect(back.outcome).toBe('quiet');
    expect(issues()).toEqual([expect.stringMatching(/^closed: /)]);
    const anew = await look([...quiet, ...drifted, ...recovered, ...again], '2026-11-18T06:00:00Z');
    expect(anew.outcome).toBe('alarm');
    expect(issues()).toEqual([expect.stringMatching(/^open: /)]);
  }, 60_000);

  test('who may write can ignore it for a time; it comes back when the alarm lasts', async () => {
    const issue = place.state.issues[0];
    if (!issue) throw new Error('no issue');
    addIssueComment(place.state, issue, 'eve', '/ignore 30d');
    const said = addIssueComment(place.state, issue, 'grace', 'We know.\n\n/ignore 7d');
    const all = [...quiet, ...drifted, ...recovered, ...again];
    const until = Date.parse(said.at) + 7 * 24 * 60 * 60 * 1000;
    const ignored = await look(all, new Date(until - 60_000).toISOString());
    expect([ignored.outcome, ...issues()]).toEqual(['ignored', expect.stringMatching(/^closed: /)]);
  }, 60_000);
});
