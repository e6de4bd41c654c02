import { PermissionError } from '@weighbridge/core';
import { type FakeServer, fakeGitlab, recordFixture, type Standard, standardState, tokens } from '@weighbridge/testing';
import { type LedgerUnderTest, ledgerContract } from '@weighbridge/testing/ledger-contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { GitlabConnection } from './client.ts';
import { gitlabPackageLedger } from './package-ledger.ts';
import { packageVersion } from './packages.ts';

let standard: Standard;
let server: FakeServer;
beforeAll(async () => {
  standard = standardState();
  server = await fakeGitlab(standard.state, { folder: '/gitlab' });
});
afterAll(() => server.close());

function connection(token: GitlabConnection['token'] = { value: tokens.job, kind: 'job' }): GitlabConnection {
  const apiUrl = `${server.url}/gitlab/api/v4`;
  const network = { pauseMs: 1 };
  return { ...(token && { token }), apiUrl, serverUrl: server.url, repository: 'acme/models', network };
}

/** The same server for all, with an empty registry each time. */
function emptyRegistry(): LedgerUnderTest {
  standard.state.packages.splice(0);
  return {
    open: (options) => gitlabPackageLedger(connection(), options),
    edit: (path, change) => {
      const [model = '', name] = path.split('/');
      const home = standard.state.packages.find(({ version }) => version === model);
      const file = home?.files.find((each) => each.name === name);
      if (file === undefined) throw new Error(`${path} is not there`);
      file.bytes = new TextEncoder().encode(change(new TextDecoder().decode(file.bytes)));
    },
  };
}

ledgerContract("packages of GitLab, with a job's token", emptyRegistry);

describe('the registry behind the ledger', () => {
  test('holds a package, a version for each model, and each file once', async () => {
    emptyRegistry();
    const ledger = gitlabPackageLedger(connection());
    const digest = await ledger.append(recordFixture(), 'signed');
    await ledger.append(recordFixture(), 'signed again');
    const hex = digest.slice('sha256:'.length);
    expect(standard.state.packages).toMatchObject([
      {
        name: 'weighbridge-ledger',
        version: 'churn',
        files: [{ name: `${hex}.sigstore.json` }, { name: `${hex}.json` }],
      },
    ]);
  });

  test('lists more files than a page has, and packages whose names only begin alike', async () => {
    emptyRegistry();
    const ledger = gitlabPackageLedger(connection());
    const other = { id: 1, name: 'weighbridge-ledger-old', version: 'churn', files: [] };
    standard.state.packages.push(other);
    expect(await ledger.entries('churn')).toBeUndefined();
    for (let value = 0; value < 110; value += 1) await ledger.append(recordFixture({ value: value / 1000 }));
    expect(await ledger.entries('churn')).toHaveLength(110);
  });

  test('an upload over an entry counts for nothing', async () => {
    const under = emptyRegistry();
    const refused: string[] = [];
    const ledger = under.open({ now: () => new Date(), onRefused: (path, why) => refused.push(`${path}: ${why}`) });
    const digest = await ledger.append(recordFixture());
    const file = `${digest.slice('sha256:'.length)}.json`;
    const route = `projects/7/packages/generic/weighbridge-ledger/churn/${file}`;
    const headers = { 'job-token': tokens.job };
    const body = JSON.stringify({ at: '2026-11-01T00:00:00.000Z', record: recordFixture({ value: 0.99 }) });
    await fetch(`${server.url}/gitlab/api/v4/${route}`, { method: 'PUT', headers, body });
    expect(await ledger.entries('churn')).toEqual([]);
    expect(refused).toEqual([`churn/${file}: its name is not the digest of its record: it was edited by hand`]);
  });

  test('a token that may only read reads, and says what writing needs', async () => {
    emptyRegistry();
    await gitlabPackageLedger(connection()).append(recordFixture());
    const reader = gitlabPackageLedger(connection({ value: tokens.reader, kind: 'user' }));
    expect(await reader.entries('churn')).toHaveLength(1);
    await expect(reader.append(recordFixture({ value: 0.9 }))).rejects.toMatchObject({
      name: 'PermissionError',
      needed: 'api scope, Developer role, package registry switched on',
    });
    const stranger = gitlabPackageLedger(connection({ value: 'unknown', kind: 'user' }));
    await expect(stranger.entries('churn')).rejects.toBeInstanceOf(PermissionError);
  });

  test('a project without a registry is not one without a ledger', async () => {
    server.interrupt(({ path }) =>
      path.endsWith('/packages') ? { status: 404, body: { message: '404 Not Found' } } : undefined,
    );
    const answer = gitlabPackageLedger(connection()).entries('churn');
    await expect(answer).rejects.toMatchObject({ needed: expect.stringContaining('package registry switched on') });
    server.interrupt(undefined);
  });
});

test.each([
  ['churn', 'churn'],
  ['churn@v1.0.0', 'churn_40v1.0.0'],
  ['churn#champion#1', 'churn_23champion_231'],
  ['../a', '_2e_2e_2fa'],
  ['a..b', 'a._2eb'],
  ['a_b', 'a_5fb'],
  ['ü', '_c3_bc'],
])('%s is the version %s of a package', (text, version) => {
  expect(packageVersion(text)).toBe(version);
  expect(version).toMatch(/^(?!.*\.\.)[\w+.-]+$/);
});
