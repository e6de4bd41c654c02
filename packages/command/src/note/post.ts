import { type Note, noteMark, PermissionError, reportPlace, type Subject } from '@weighbridge/core';
import type { Context } from '../command.ts';
import { decideNote } from './decide.ts';
import { readMark, stampRun } from './mark.ts';

/** What became of the note. */
export type Posted =
  | { readonly outcome: 'written'; readonly url?: string }
  | { readonly outcome: 'left'; readonly why: string }
  | { readonly outcome: 'refused'; readonly error: PermissionError };

/**
 * Writes one note, or leaves it. `textFor` gets the existing note and gives the new text; undefined means there is
 * nothing to say. A missing permission is an answer, not an error: the report then goes elsewhere.
 */
export async function postNote(
  context: Context,
  subject: Subject,
  textFor: (existing: Note | undefined) => string | undefined,
): Promise<Posted> {
  const { changes, notes } = context.forge;
  const { change, head } = subject;
  if (!change || head === undefined) return { outcome: 'left', why: 'this run belongs to no change' };
  if (!(changes && notes)) return { outcome: 'left', why: `${context.forge.kind} keeps no notes here` };
  if (change.fork)
    return {
      outcome: 'left',
      why: `the report of a fork’s ${context.forge.capabilities.changeWord} is in ${reportPlace(context.forge.capabilities)}`,
    };
  try {
    const existing = await notes.find(change.number, noteMark(subject.model));
    const { head: changeHead } = await changes.get(change.number);
    const { run } = subject;
    const writer = { commit: head, changeHead, ...(run ? { run: run.id, attempt: run.attempt } : {}) };
    const action = decideNote(existing && readMark(existing.body), writer);
    if (action === 'stale') return { outcome: 'left', why: 'a newer commit or run has the word' };
    const text = textFor(existing);
    if (text === undefined) return { outcome: 'left', why: 'there is nothing to say' };
    return await write(context, change.number, existing, stampRun(text, run));
  } catch (error) {
    if (error instanceof PermissionError) return { outcome: 'refused', error };
    throw error;
  }
}

async function write(context: Context, change: number, existing: Note | undefined, body: string): Promise<Posted> {
  const { notes } = context.forge;
  if (!notes) return { outcome: 'left', why: 'no notes' };
  if (existing?.body === body) return { outcome: 'written', ...(existing.url ? { url: existing.url } : {}) };
  const note = existing ? await notes.update(change, existing, body) : await notes.create(change, body);
  return { outcome: 'written', ...(note.url ? { url: note.url } : {}) };
}
