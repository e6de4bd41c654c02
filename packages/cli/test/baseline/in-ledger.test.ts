import { type BaseCommit, findRecord, type RecordSources } from '@weighbridge/command';
import { gitRepository } from '@weighbridge/git';
import { type GitFixture, gitFixture, gitFixtureEnv, memoryLedger, recordFixture } from '@weighbridge/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let git: GitFixture;
const commits: string[] = [];
beforeAll(() => {
  git = gitFixture();
  for (let count = 0; count < 14; count += 1)
    commits.unshift(git.commit(`commit ${count}`, { 'n.txt': String(count) }));
});
afterAll(() => git.remove());

/** A ledger with a passed record of each commit, and who believes which; commits are newest first. */
async function search(believe: RecordSources['believe']) {
  const ledger = memoryLedger(new Map());
  for (const commit of commits) await ledger.append(recordFixture({ commit }));
  const base: BaseCommit = { commit: commits[0] ?? '', reason: 'merge-base' };
  return findRecord(base, {
    model: 'churn',
    branch: 'main',
    repository: gitRepository(git.root, { env: gitFixtureEnv }),
    refs: undefined,
    ledger,
    believe,
    artifacts: undefined,
    wanted: [],
    now: new Date('2026-11-22T00:00:00Z'),
  });
}

describe('the ledger as a place of baselines', () => {
  it('asks for nothing but the evidence of the record that would be taken', async () => {
    const asked: string[] = [];
    const { reference } = await search(async ({ commit }) => {
      asked.push(commit);
      return { kind: 'api', run: '1', event: 'push', commit };
    });
    expect([reference?.commit, asked]).toEqual([commits[0], [commits[0]]]);
  });

  it('passes over a record that is not believed, tells why, and takes the next', async () => {
    const { reference, searched } = await search(async ({ commit }) =>
      commit === commits[0] ? { refused: 'its run was on feature' } : { kind: 'attestation', signer: 'key' },
    );
    expect(reference).toMatchObject({ commit: commits[1], commitsBefore: 1 });
    expect(searched).toEqual([
      {
        kind: 'ledger',
        where: `the ledger’s record of ${commits[0]?.slice(0, 7)}: its run was on feature`,
        found: 'not trusted',
      },
      { kind: 'ledger', where: 'the ledger', found: 'record' },
    ]);
  });

  it('goes on to other places when none is believed, after ten of them', async () => {
    let asked = 0;
    const { found, searched } = await search(async () => {
      asked += 1;
      return { refused: 'no' };
    });
    expect([found, asked]).toEqual([undefined, 10]);
    const places = searched.filter(({ kind }) => kind === 'ledger');
    expect(places).toHaveLength(11);
    expect(places.at(-1)).toEqual({ kind: 'ledger', where: '4 earlier ones, not looked at', found: 'not trusted' });
    expect(searched.some(({ kind }) => kind === 'ci-artifact')).toBe(true);
  });

  it('says when nothing but this machine’s own ledger stands for a record', async () => {
    const { searched } = await search(async () => ({ kind: 'local' }));
    expect(searched).toEqual([{ kind: 'ledger', where: 'this machine’s own ledger', found: 'record' }]);
  });

  it('fails when nobody could be asked', async () => {
    const looking = search(() => Promise.reject(new TypeError('no answer')));
    await expect(looking).rejects.toThrow('no answer');
  });
});
