import {
  type Digest,
  type LedgerEntry,
  type ModelPolicy,
  type Reference,
  type RunRecord,
  recordDigest,
} from '@weighbridge/core';
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
  /** Version and record that the alias of the registry is on; undefined where it is on none, or no registry is read. */
  readonly champion?: Champion | undefined;
}

/** The version with the policy's alias, and the record that its tag names. */
export interface Champion {
  readonly version: string;
  readonly record: Digest;
}

/** The anchor of DESIGN §3: the champion's record, else the oldest accepted record of the ledger; only what is believed. */
export async function findAnchor(anchor: ModelPolicy['anchor'], sources: AnchorSources): Promise<Anchor> {
  if (anchor === 'none') return { why: 'the policy wants no anchor' };
  const { entries, believe, now, champion } = sources;
  const ofChampion = anchor === 'champion' && champion ? await championAnchor(champion, sources) : undefined;
  if (ofChampion?.record) return ofChampion;
  const fallback =
    anchor === 'champion' ? `${ofChampion?.why ?? 'there is no champion yet'}, so the anchor is ` : 'the anchor is ';
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

/** How many entries are checked at most in either direction. */
const tries = 12;

async function championAnchor(
  { version, record }: Champion,
  { entries, believe, now }: AnchorSources,
): Promise<Anchor> {
  const entry = entries?.find(({ digest }) => digest === record);
  if (!entry) return { why: `the ledger has no record of the champion ${version}` };
  const belief = await believe(entry);
  if (!('kind' in belief)) return { why: `the record of the champion ${version} was passed over: ${belief.refused}` };
  const reference: Reference = { ...referenceTo(entry, now), reason: 'champion', ref: version };
  return { record: entry.record, reference, why: `the anchor is the champion ${version}` };
}

interface Oldest {
  readonly found?: LedgerEntry;
  /** Why the first one was passed over. */
  readonly refused?: string;
}

/**
 * Oldest first. Artifacts go in the order in which they came: where one run has lost its own, those soon after it have, too,
 * so the search takes longer and longer steps, and then halves the last one.
 */
async function oldestBelieved(accepted: readonly LedgerEntry[], believe: Believe): Promise<Oldest> {
  let refused: string | undefined;
  let lost = -1;
  let at = 0;
  for (let count = 0, step = 1; count < tries && at < accepted.length; count += 1) {
    const belief = await beliefAt(accepted, at, believe);
    if ('kind' in belief) {
      const first = accepted[await halve(accepted, { lost, at }, believe)];
      return { ...(first ? { found: first } : {}), ...(refused === undefined ? {} : { refused }) };
    }
    refused ??= belief.refused;
    step = belief.gone ? step * 2 : 1;
    lost = at;
    at = at === accepted.length - 1 ? accepted.length : Math.min(at + step, accepted.length - 1);
  }
  return refused === undefined ? {} : { refused };
}

/** The oldest believed one after the last that was refused, as far as halving finds it. */
async function halve(
  accepted: readonly LedgerEntry[],
  { lost, at }: { readonly lost: number; readonly at: number },
  believe: Believe,
): Promise<number> {
  let [low, high] = [lost, at];
  for (let count = 0; count < tries && high - low > 1; count += 1) {
    const middle = Math.floor((low + high) / 2);
    if ('kind' in (await beliefAt(accepted, middle, believe))) high = middle;
    else low = middle;
  }
  return high;
}

function beliefAt(accepted: readonly LedgerEntry[], at: number, believe: Believe): ReturnType<Believe> {
  const entry = accepted[at];
  return entry ? believe(entry) : Promise.resolve({ refused: 'there is none' });
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
