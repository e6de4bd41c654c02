import { canonical, type Ledger } from '@weighbridge/core';
import { describe, expect, it } from 'vitest';
import { recordFixture } from './record-fixture.ts';

/** One ledger under test, empty at first. */
export interface LedgerUnderTest {
  /** A handle on it; each call gives another writer. `now` is what it takes for the time. */
  open(options: { now: () => Date; onRefused: (path: string, why: string) => void }): Ledger;
  /** Replaces text in a file of the ledger, as somebody with push rights could. */
  edit(path: string, change: (text: string) => string): void;
}

/** A handle whose clock moves a minute with each look, and what it refused. */
function start(under: LedgerUnderTest) {
  const refused: string[] = [];
  let minutes = 0;
  const now = () => {
    minutes += 1;
    return new Date(Date.UTC(2026, 10, 1, 0, minutes));
  };
  return { under, refused, ledger: under.open({ now, onRefused: (path, why) => refused.push(`${path}: ${why}`) }) };
}

const commits = ['1', '2', '3'].map((digit) => digit.repeat(40));

/** What every ledger does (DESIGN §3). Run it over each adapter and each fake. */
export function ledgerContract(name: string, make: () => LedgerUnderTest): void {
  describe(`${name} keeps the ledger's contract:`, () => {
    it('there is no ledger at first', async () => {
      expect(await start(make()).ledger.entries('churn')).toBeUndefined();
    });

    it('gives back what was appended, newest first', async () => {
      const { ledger } = start(make());
      for (const commit of commits) await ledger.append(recordFixture({ commit }));
      const entries = (await ledger.entries('churn')) ?? [];
      expect(entries.map(({ commit }) => commit)).toEqual([...commits].reverse());
      expect(entries.map(({ at }) => at)).toEqual([
        '2026-11-01T00:03:00.000Z',
        '2026-11-01T00:02:00.000Z',
        '2026-11-01T00:01:00.000Z',
      ]);
      expect(entries[0]?.record).toEqual(recordFixture({ commit: commits[2] ?? '' }));
    });

    it('keeps models apart, whatever they are called', async () => {
      const { ledger } = start(make());
      const names = ['churn', 'churn2', '../churn', '.hidden', 'größe/x y', '-rf'];
      for (const model of names) await ledger.append(recordFixture({ model }));
      for (const model of names) expect((await ledger.entries(model))?.map((entry) => entry.model)).toEqual([model]);
      expect(await ledger.entries('another')).toEqual([]);
    });

    it('appends a record once, whoever brings it again', async () => {
      const { under, ledger } = start(make());
      const first = await ledger.append(recordFixture({ run: '41' }));
      const second = await start(under).ledger.append(recordFixture({ run: '42' }));
      expect(second).toBe(first);
      expect(await ledger.entries('churn')).toHaveLength(1);
    });

    attestationContract(make);
    sizesContract(make);
    editsContract(make);
  });
}

function attestationContract(make: () => LedgerUnderTest): void {
  it('keeps an attestation beside its entry, and gives it back unchecked', async () => {
    const { ledger } = start(make());
    await ledger.append(recordFixture(), 'no bundle at all\n');
    await ledger.append(recordFixture({ slices: 900 }), 'another');
    const entries = (await ledger.entries('churn')) ?? [];
    expect(entries.map(({ attestation }) => attestation)).toEqual(['another', 'no bundle at all\n']);
    expect(entries[0]?.record).toEqual(recordFixture({ slices: 900 }));
  });

  it('adds an attestation that comes after its entry, and replaces none', async () => {
    const { under, ledger } = start(make());
    const first = await ledger.append(recordFixture());
    expect((await ledger.entries('churn'))?.[0]).not.toHaveProperty('attestation');
    const second = await start(under).ledger.append(recordFixture(), 'signed');
    await ledger.append(recordFixture(), 'signed again');
    await ledger.append(recordFixture());
    const entries = await ledger.entries('churn');
    expect([second, entries?.map(({ at, attestation }) => [at, attestation])]).toEqual([
      first,
      [['2026-11-01T00:01:00.000Z', 'signed']],
    ]);
  });

  it('passes over an attestation of absurd size, and keeps its entry', async () => {
    const { under, ledger, refused } = start(make());
    await expect(ledger.append(recordFixture(), 'x'.repeat(300_000))).rejects.toThrow(/too large/);
    const digest = await ledger.append(recordFixture(), 'signed');
    const path = `churn/${digest.slice(7)}.sigstore.json`;
    under.edit(path, () => 'x'.repeat(300_000));
    const entries = await ledger.entries('churn');
    expect(entries?.map((entry) => [entry.digest, entry.attestation])).toEqual([[digest, undefined]]);
    expect(refused).toEqual([`${path}: it is larger than 262144 bytes`]);
  });
}

function sizesContract(make: () => LedgerUnderTest): void {
  it('holds a record that is too large for one entry', async () => {
    const { ledger } = start(make());
    const large = recordFixture({ slices: 900 });
    expect(canonical(large).length).toBeGreaterThan(64 * 1024);
    await ledger.append(large);
    expect((await ledger.entries('churn'))?.[0]?.record).toEqual(large);
  });

  it('refuses a record of absurd size, and one without a commit', async () => {
    const { ledger } = start(make());
    const { head: _head, checkedOut: _checkedOut, ...subject } = recordFixture().subject;
    await expect(ledger.append(recordFixture({ slices: 40_000 }))).rejects.toThrow(/4194304/);
    await expect(ledger.append({ ...recordFixture(), subject })).rejects.toThrow(/no commit/);
    expect(await ledger.entries('churn')).toBeUndefined();
  });
}

function editsContract(make: () => LedgerUnderTest): void {
  it.each([0, 900])('refuses and names an entry that was edited by hand (%i slices)', async (slices) => {
    const { under, ledger, refused } = start(make());
    const digest = await ledger.append(recordFixture({ slices }));
    const kept = await ledger.append(recordFixture({ value: 0.8 }));
    const path = `churn/${digest.slice(7)}`;
    under.edit(slices === 0 ? `${path}.json` : `${path}.record.json`, (text) =>
      text.replace('"positives":800', '"positives":801'),
    );
    expect((await ledger.entries('churn'))?.map((entry) => entry.digest)).toEqual([kept]);
    expect(refused).toEqual([`${path}.json: its name is not the digest of its record: it was edited by hand`]);
  });

  it('refuses what is no entry', async () => {
    const { under, ledger, refused } = start(make());
    const digest = await ledger.append(recordFixture());
    under.edit(`churn/${digest.slice(7)}.json`, () => 'not JSON');
    expect(await ledger.entries('churn')).toEqual([]);
    expect(refused).toHaveLength(1);
  });
}
