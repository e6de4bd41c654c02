import { renderRunning } from '@weighbridge/core';
import type { Result } from '../command.ts';
import { postNote } from '../note/post.ts';
import { reportContext } from './report-context.ts';
import type { Weighing } from './weighing.ts';

/** Outputs of a report that only announces. */
interface Announced {
  readonly verdict: string;
  readonly note: string;
  readonly page: string;
}

/**
 * Marks an existing note as being weighed again, so that no old verdict passes for the current one. A note is never
 * created here: the forge mails the creation and not the edits, and a placeholder would be all that anyone gets.
 */
export async function announceStep(weighing: Weighing): Promise<Result<Announced>> {
  const { context, record } = weighing;
  const { head, run } = record.subject;
  const startedAt = context.now().toISOString();
  const posted = await postNote(context, record.subject, (existing) => {
    if (!existing || head === undefined) return undefined;
    const weighingFacts = { commit: head, startedAt, ...(run ? { run: run.id } : {}) };
    return renderRunning(existing.body, { ...reportContext(weighing), weighing: weighingFacts });
  });
  const text =
    posted.outcome === 'written' ? 'The note says that this commit is being weighed.\n' : 'No note to mark.\n';
  const url = posted.outcome === 'written' ? (posted.url ?? '') : '';
  return { exit: 0, outputs: { verdict: '', note: url, page: '' }, text, json: { running: head } };
}
