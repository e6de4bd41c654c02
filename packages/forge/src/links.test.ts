import type { Links } from '@weighbridge/core';
import { describe, expect, test } from 'vitest';
import { giteaForge } from './gitea/forge.ts';
import { githubForge } from './github/forge.ts';
import { gitlabForge } from './gitlab/forge.ts';
import { localForge } from './local-forge.ts';
import { ownerOf } from './owner.ts';

function all(links: Links): readonly (string | undefined)[] {
  return [
    links.commit('c51d'),
    links.change(5),
    links.run('9'),
    links.artifacts('9'),
    links.file('data/a b#.csv', 'c51d'),
  ];
}

describe('links', () => {
  const repository = 'acme/models';
  test('GitHub', () => {
    const { links } = githubForge({ apiUrl: 'https://api.github.com', serverUrl: 'https://github.com', repository });
    const home = 'https://github.com/acme/models';
    const run = `${home}/actions/runs/9`;
    const file = `${home}/blob/c51d/data/a%20b%23.csv`;
    expect(all(links)).toEqual([`${home}/commit/c51d`, `${home}/pull/5`, run, `${run}#artifacts`, file]);
  });

  test('Gitea, its address with a slash at the end', () => {
    const serverUrl = 'https://git.example.org/';
    const { links } = giteaForge({ apiUrl: `${serverUrl}api/v1`, serverUrl, repository });
    const home = 'https://git.example.org/acme/models';
    const run = `${home}/actions/runs/9`;
    const file = `${home}/src/commit/c51d/data/a%20b%23.csv`;
    expect(all(links)).toEqual([`${home}/commit/c51d`, `${home}/pulls/5`, run, run, file]);
  });

  test('GitLab in a folder', () => {
    const serverUrl = 'https://git.example.org/gitlab';
    const { links } = gitlabForge({ apiUrl: `${serverUrl}/api/v4`, serverUrl, repository: 'ml/team/models' });
    const home = `${serverUrl}/ml/team/models/-`;
    const run = `${home}/pipelines/9`;
    const file = `${home}/blob/c51d/data/a%20b%23.csv`;
    expect(all(links)).toEqual([`${home}/commit/c51d`, `${home}/merge_requests/5`, run, `${run}/builds`, file]);
  });

  test('nowhere to go without a forge', () => {
    expect(new Set(all(localForge({ repository }).links))).toEqual(new Set([undefined]));
  });
});

describe('the page where a change is opened', () => {
  const connection = { apiUrl: 'https://api.example', serverUrl: 'https://forge.example', repository: 'acme/models' };
  const change = { headRef: 'retrain/a#1', baseRef: 'main', title: 'Ü & <b>', body: 'one\ntwo' };
  const filled = 'expand=1&title=%C3%9C%20%26%20%3Cb%3E&body=one%0Atwo';

  test('GitHub and Gitea', () => {
    const address = `https://forge.example/acme/models/compare/main...retrain/a%231?${filled}`;
    expect(githubForge(connection).links.compare(change)).toBe(address);
    expect(giteaForge(connection).links.compare(change)).toBe(address);
  });

  test('GitLab', () => {
    const url = new URL(gitlabForge(connection).links.compare(change) ?? '');
    expect(url.pathname).toBe('/acme/models/-/merge_requests/new');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      'merge_request[source_branch]': 'retrain/a#1',
      'merge_request[target_branch]': 'main',
      'merge_request[title]': 'Ü & <b>',
      'merge_request[description]': 'one\ntwo',
    });
  });

  test('a long text is cut between characters, and half of a pair is no error', () => {
    const { compare } = githubForge(connection).links;
    for (const body of ['🙂'.repeat(5000), 'x'.repeat(9000), '\ud83d']) {
      const address = compare({ ...change, body }) ?? '';
      const text = new URL(address).searchParams.get('body') ?? '';
      expect(address.length).toBeLessThanOrEqual(8000);
      expect(body.length < 10 || (address.length > 7980 && body.startsWith(text.slice(0, -1)))).toBe(true);
      expect(text.endsWith(body.length < 10 ? '\ufffd' : '…')).toBe(true);
    }
  });
});

test.each([
  ['@ada', { kind: 'name', name: 'ada' }],
  ['@acme/ml-owners', { kind: 'team', group: 'acme', team: 'ml-owners' }],
  ['@ml/team/owners', { kind: 'team', group: 'ml/team', team: 'owners' }],
  ['ada@example.org', { kind: 'email', email: 'ada@example.org' }],
  ['@@maintainer', { kind: 'unknown' }],
  ['ada', { kind: 'unknown' }],
])('the owner %s', (text, owner) => {
  expect(ownerOf(text)).toEqual(owner);
});
