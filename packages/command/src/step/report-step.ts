import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { renderNote, renderPage, renderSummary } from '@weighbridge/core';
import { postNote } from '../note/post.ts';
import { checkLines } from '../text/check-lines.ts';
import { modelFolder, writeAtomic } from '../workspace/record-file.ts';
import { writeMachineFiles } from './machine-files.ts';
import { permissionFacts, reportContext } from './report-context.ts';
import type { Weighing } from './weighing.ts';

/** Where the report went. Paths are relative to the root. */
export interface Reported {
  readonly note: string;
  readonly page: string;
  readonly noteUrl: string | undefined;
  readonly text: string;
}

/** Renders note, summary and page to files, appends the job summary, and posts the note when asked to. */
export async function reportStep(weighing: Weighing, options: { readonly note: boolean }): Promise<Reported> {
  const { context, record } = weighing;
  const folder = modelFolder(record.subject.model);
  const facts = reportContext(weighing);
  const note = renderNote(record, facts);
  await writeAtomic(join(context.root, folder, 'note.md'), note);
  await writeAtomic(join(context.root, folder, 'report.html'), renderPage(record, facts));
  await writeMachineFiles(weighing);
  const posted = options.note ? await postNote(context, record.subject, () => note) : undefined;
  const refused = posted?.outcome === 'refused' ? permissionFacts(weighing, posted.error) : undefined;
  const summary = renderSummary(record, refused ? { ...facts, permission: refused } : facts);
  await writeAtomic(join(context.root, folder, 'summary.md'), summary);
  await appendSummary(context.runner.summaryFile, summary);
  if (posted?.outcome === 'left') context.log.info(`No note: ${posted.why}.`);
  if (refused) context.log.warn(refusalLine(weighing, refused.needed, refused.call));
  const noteUrl = posted?.outcome === 'written' ? posted.url : undefined;
  return { note: join(folder, 'note.md'), page: join(folder, 'report.html'), noteUrl, text: checkLines(record) };
}

async function appendSummary(file: string | undefined, summary: string): Promise<void> {
  if (file !== undefined) await appendFile(file, `${summary}\n`);
}

/** One line that names what is missing; the summary has the exact lines to add. */
function refusalLine({ context }: Weighing, needed: string, call: string): string {
  if (context.forge.kind === 'gitlab')
    return `No note was written: the token lacks ${needed} (${call}). Set the masked CI/CD variable WEIGHBRIDGE_TOKEN to a token with that. The report files are in .weighbridge/.`;
  return `No note was written: the job lacks \`${needed}\` (${call}). The job summary has the lines to add.`;
}
