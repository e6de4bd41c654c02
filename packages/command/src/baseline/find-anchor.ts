import { type LedgerEntry, type ModelPolicy, type Reference, type RunRecord, recordDigest } from '@weighbridge/core';
import { sha256 } from '../workspace/bytes.ts';
import { isAccepted } from './record-source.ts';

/** The record that small allowed drops are added up against, or why there is none; `why` is for the log. */
export interface Anchor {
  readonly record?: RunRecord;
  readonly reference?: Reference;
  readonly why: string;
}

/** The anchor of DESIGN §3 among a model's ledger entries, newest first as the ledger gives them. */
export function findAnchor(
  anchor: ModelPolicy['anchor'],
  entries: readonly LedgerEntry[] | undefined,
  now: Date,
): Anchor {
  if (anchor === 'none') return { why: 'the policy wants no anchor' };
  const fallback = anchor === 'champion' ? 'no registry is read in this version, so the anchor is ' : 'the anchor is ';
  const first = entries?.findLast(({ record }) => isAccepted(record));
  if (!first) return { why: `${fallback}the first accepted record, and the ledger has none yet` };
  const { record, commit, at } = first;
  const ageDays = Math.max(0, (now.getTime() - Date.parse(at)) / (24 * 60 * 60 * 1000));
  const reference: Reference = {
    commit,
    reason: 'first accepted',
    commitsBefore: 0,
    source: 'ledger',
    record: recordDigest(record, sha256),
    ageDays,
  };
  return { record, reference, why: `${fallback}the first accepted record of the ledger` };
}

/** The primary metric over accepted records, oldest first, at most 20 of the newest. */
export function trendOf(
  metric: string,
  entries: readonly LedgerEntry[],
): readonly { readonly commit: string; readonly at: string; readonly value: number }[] {
  const points = entries
    .filter(({ record }) => isAccepted(record))
    .flatMap(({ commit, at, record }) => {
      const value = record.evaluation?.metrics.find(({ name }) => name === metric)?.value;
      return value === undefined ? [] : [{ commit, at, value }];
    });
  return points.slice(0, 20).reverse();
}
