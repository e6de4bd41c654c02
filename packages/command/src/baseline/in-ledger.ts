import type { LedgerEntry } from '@weighbridge/core';
import { isAccepted, type PlaceResult, type Search, type SearchedPlace } from './record-source.ts';
import { couldNotLook } from './resolve-base.ts';

/** The newest accepted record of the base commit, or of its nearest ancestor that has one. */
export async function findInLedger({ sources, base, history }: Search): Promise<PlaceResult> {
  const { ledger, model } = sources;
  if (!ledger) return told('not configured');
  const entries = await ledger.entries(model);
  if (!entries || entries.length === 0) return told('nothing');
  const accepted = entries.filter(({ record }) => isAccepted(record));
  const entry = nearest(history.commits, accepted);
  if (entry) {
    const { record, commit } = entry;
    return { ...told('record'), found: { kind: 'record', source: 'ledger', record, commit, files: new Map() } };
  }
  // The nearest ancestor's record may lie behind the cut; to call that a first run would be a guess.
  if (accepted.length > 0 && !history.complete)
    throw couldNotLook(`the ancestors of ${base.slice(0, 7)}, of which the ledger may hold a record`, history.cause);
  return told(nearest(history.commits, entries) ? 'not accepted' : 'nothing');
}

function told(found: SearchedPlace['found']): PlaceResult {
  return { places: [{ kind: 'ledger', where: 'the ledger', found }] };
}

function nearest(commits: Search['history']['commits'], entries: readonly LedgerEntry[]): LedgerEntry | undefined {
  for (const { sha } of commits) {
    const entry = entries.find(({ commit }) => commit === sha);
    if (entry) return entry;
  }
  return undefined;
}
