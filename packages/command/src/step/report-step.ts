import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { renderNote, renderPage, renderSummary, reportPlace, ServiceError, type ShipFacts } from '@weighbridge/core';
import { postNote } from '../note/post.ts';
import { checkLines } from '../text/check-lines.ts';
import { plainText } from '../text/plain.ts';
import { modelFolder, writeAtomic } from '../workspace/record-file.ts';
import { setStatus } from './gate-step.ts';
import { writeMachineFiles } from './machine-files.ts';
import { standsForChange } from './own-change.ts';
import { permissionFacts, reportContext } from './report-context.ts';
import type { Weighing } from './weighing.ts';

/** The most characters that the log gets of a report: folds, which a log does not fold, are the first to go. */
const logBudget = 6000;

/** Where the report went. Paths are relative to the root. */
export interface Reported {
  readonly note: string;
  readonly page: string;
  readonly noteUrl: string | undefined;
  readonly text: string;
}

/** Renders note, summary and page to files, appends the job summary, keeps the page, and posts the note when asked to. */
export async function reportStep(
  weighing: Weighing,
  options: { readonly note: boolean; readonly ship?: ShipFacts },
): Promise<Reported> {
  const { context, record } = weighing;
  const folder = modelFolder(record.subject.model);
  const facts = { ...reportContext(weighing), ...(options.ship ? { ship: options.ship } : {}) };
  const note = renderNote(record, facts);
  await writeAtomic(join(context.root, folder, 'note.md'), note);
  await writeAtomic(join(context.root, folder, 'report.html'), renderPage(record, facts));
  await writeMachineFiles(weighing);
  await keepPage(weighing, folder);
  const posted = options.note ? await postNote(context, record.subject, () => note) : undefined;
  const refused = posted?.outcome === 'refused' ? permissionFacts(weighing, posted.error) : undefined;
  const told = refused ? { ...facts, permission: refused } : facts;
  const summary = renderSummary(record, told);
  await writeAtomic(join(context.root, folder, 'summary.md'), summary);
  await appendSummary(context.runner.summaryFile, summary);
  // Gitea shows nothing of a dispatched run on its commit, where the reviewer looks.
  if (options.note && context.forge.kind === 'gitea' && standsForChange(context.runner)) await setStatus(weighing);
  const isUnseen = context.runner.kind === 'giteaActions' && (refused || record.subject.change?.fork === true);
  if (isUnseen) context.log.info(plainText(renderSummary(record, { ...told, budget: logBudget })));
  if (posted?.outcome === 'left') context.log.info(`No note: ${posted.why}.`);
  if (refused) context.log.warn(refusalLine(weighing, refused.needed, refused.call));
  const noteUrl = posted?.outcome === 'written' ? posted.url : undefined;
  return { note: join(folder, 'note.md'), page: join(folder, 'report.html'), noteUrl, text: checkLines(record) };
}

async function appendSummary(file: string | undefined, summary: string): Promise<void> {
  if (file !== undefined) await appendFile(file, `${summary}\n`);
}

/** The page as an artifact of the run: the note links to the run, and the job's folder is gone when the job ends. */
async function keepPage({ context, record }: Weighing, folder: string): Promise<void> {
  const { model, run } = record.subject;
  const job = (run?.job ?? 'local').replaceAll(/[^A-Za-z0-9_.-]/g, '_');
  const place = join(context.root, folder);
  try {
    const name = `weighbridge-report-${model}-${job}-${run?.attempt ?? 1}`;
    await context.transport.publish(name, place, [join(place, 'report.html')]);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    context.log.warn(`The page was not kept as an artifact: ${error.message}`);
  }
}

/** One line that names what is missing; the summary has the exact lines to add. */
function refusalLine({ context }: Weighing, needed: string, call: string): string {
  const { kind, capabilities } = context.forge;
  if (kind === 'gitlab') {
    const why = call.endsWith(' with CI_JOB_TOKEN') ? 'CI_JOB_TOKEN may not' : `the token lacks ${needed}`;
    return `No note was written: ${why} (${call}). Set the masked CI/CD variable WEIGHBRIDGE_TOKEN to a project access token with ${needed}. The report is in this job's artifacts, below .weighbridge/.`;
  }
  return `No note was written: the job lacks \`${needed}\` (${call}). The lines to add are in ${reportPlace(capabilities)}.`;
}
