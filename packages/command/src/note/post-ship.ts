import { noteMark, PermissionError } from '@weighbridge/core';
import type { Context } from '../command.ts';

/** The change whose note goes on after its merge. */
interface ShipNote {
  readonly model: string;
  readonly change: number;
  readonly text: string;
}

/**
 * The note of a merged change goes on with what became of it (COMMENT §6). Whoever has a change's rollout in hand holds its
 * lease, so nobody else writes. Says the note's address; a missing permission costs the note, not the rollout.
 */
export async function postShipNote(
  { forge, log }: Context,
  { model, change, text }: ShipNote,
): Promise<string | undefined> {
  const { notes } = forge;
  if (!notes) return undefined;
  try {
    const existing = await notes.find(change, noteMark(model));
    if (existing?.body === text) return existing.url;
    const note = existing ? await notes.update(change, existing, text) : await notes.create(change, text);
    return note.url;
  } catch (error) {
    if (!(error instanceof PermissionError)) throw error;
    log.warn(`The note was not brought up to date: ${error.message}.`);
    return undefined;
  }
}
