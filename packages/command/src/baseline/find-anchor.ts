import { type LedgerEntry, type ModelPolicy, type Reference, type RunRecord, recordDigest } from '@weighbridge/core';
import type { Believe } from '../trust/believe.ts';
import { sha256 } from '../workspace/bytes.ts';
import { isAccepted } from './record-source.ts';

/** The record that small allowed drops are added up against, or why there is none; `why` is for the log. */
export interface Anchor {
  readonly record?: RunRecord;
  readonly reference?: Reference;
  readonly why: string;
}

/** What is asked of the ledger. */
export interface AnchorSources {
  /** A model's entries, newest first as the ledger gives them. */
  readonly entries: readonly LedgerEntry[] | undefined;
  readonly believe: Believe;
  readonly now: Date;
}

/** The anchor of DESIGN §3: the oldest accepted record of the ledger that is believed. */
export async function findAnchor(
  anchor: ModelPolicy['anchor'],
  { entries, believe, now }: AnchorSources,
): Promise<Anchor> {
  if (anchor === 'none') return { why: 'the policy wants no anchor' };
  const fallback = anchor === 'champion' ? 'no registry is read in this version, so the anchor is ' : 'the anchor is ';
  const accepted = (entries ?? []).filter(({ record }) => isAccepted(record)).reverse();
  if (accepted.length === 0) return { why: `${fallback}the first accepted record, and the ledger has none yet` };
  const { found, refused } = await oldestBelieved(accepted, believe);
  const passed = refused === undefined ? '' : `; an earlier one was passed over: ${refused}`;
  if (!found) return { why: `${fallback}the first accepted record that is trusted, and the ledger has none${passed}` };
  return {
    record: found.record,
    reference: referenceTo(found, now),
    why: `${fallback}the first accepted record of the ledger${passed}`,
  };
}

/** How many entries are checked at most. */
const tries = 12;

interface Oldest {
  readonly found?: LedgerEntry;
  /** Why the first one was passed over. */
  readonly refused?: string;
}

/**
 * Oldest first. Artifacts go in the order in which they came: where one run has lost its own, those soon after it have, too,
 * and the search takes longer and longer steps.
 */
async function oldestBelieved(accepted: readonly LedgerEntry[], believe: Believe): Promise<Oldest> {
  let first: string | undefined;
  let step = 1;
  for (let at = 0, count = 0; count < tries; count += 1) {
    const entry = accepted[at];
    if (!entry) break;
    const belief = await believe(entry);
    if ('kind' in belief) return { found: entry, ...(first === undefined ? {} : { refused: first }) };
    first ??= belief.refused;
    step = belief.gone ? step * 2 : 1;
    at += step;
  }
  return first === undefined ? {} : { refused: first };
}

function referenceTo({ record, commit, at }: LedgerEntry, now: Date): Reference {
  return {
    commit,
    reason: 'first accepted',
    commitsBefore: 0,
    source: 'ledger',
    record: recordDigest(record, sha256),
    ageDays: Math.max(0, (now.getTime() - Date.parse(at)) / (24 * 60 * 60 * 1000)),
  };
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
