import type { LedgerEntry } from '@weighbridge/core';
import { isAccepted, type PlaceResult, type Search, type SearchedPlace } from './record-source.ts';
import { couldNotLook } from './resolve-base.ts';

/** How many entries that are not believed are passed over; whoever fills a ledger with them should not buy calls of ours. */
const refusedLimit = 10;

/** The newest accepted record of the base commit, or of its nearest ancestor that has one, among those that are believed. */
export async function findInLedger(search: Search): Promise<PlaceResult> {
  const { sources, base, history } = search;
  const { ledger, model } = sources;
  if (!ledger) return { places: [told('not configured')] };
  const entries = await ledger.entries(model);
  if (!entries || entries.length === 0) return { places: [told('nothing')] };
  const accepted = entries.filter(({ record }) => isAccepted(record));
  const result = await firstBelieved(byNearness(history.commits, accepted), search);
  if (result.found) return result;
  // The nearest ancestor's record may lie behind the cut; to call that a first run would be a guess.
  if (accepted.length > 0 && !history.complete)
    throw couldNotLook(`the ancestors of ${base.slice(0, 7)}, of which the ledger may hold a record`, history.cause);
  if (result.places.length > 0) return result;
  return { places: [told(byNearness(history.commits, entries).length > 0 ? 'not accepted' : 'nothing')] };
}

/** Only entries that would be chosen are checked, nearest first. */
async function firstBelieved(entries: readonly LedgerEntry[], { sources }: Search): Promise<PlaceResult> {
  const refused: SearchedPlace[] = [];
  for (const entry of entries.slice(0, refusedLimit)) {
    const { record, commit } = entry;
    const belief = await sources.believe(entry);
    if ('kind' in belief) {
      const where = belief.kind === 'local' ? 'this machine’s own ledger' : 'the ledger';
      const found = { kind: 'record', source: 'ledger', record, commit, files: new Map() } as const;
      return { found, places: [...refused, told('record', where)] };
    }
    refused.push(told('not trusted', `the ledger’s record of ${commit.slice(0, 7)}: ${belief.refused}`));
  }
  const more = entries.length - refused.length;
  return { places: more > 0 ? [...refused, told('not trusted', `${more} earlier ones, not looked at`)] : refused };
}

function told(found: SearchedPlace['found'], where = 'the ledger'): SearchedPlace {
  return { kind: 'ledger', where, found };
}

/** Entries of these commits in their order; of one commit the newest first, as the ledger gives them. */
function byNearness(commits: Search['history']['commits'], entries: readonly LedgerEntry[]): readonly LedgerEntry[] {
  const place = new Map(commits.map(({ sha }, index) => [sha, index]));
  return entries
    .filter(({ commit }) => place.has(commit))
    .sort((a, b) => (place.get(a.commit) ?? 0) - (place.get(b.commit) ?? 0));
}
