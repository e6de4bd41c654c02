import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { renderWatchPage, ServiceError, type Watch, type WatchReportContext } from '@weighbridge/core';
import { ignoreFolder, modelFolder, writeAtomic } from '../workspace/record-file.ts';
import type { LookTerms } from './work.ts';

/** What the issue, the page and the notices need beside the record. */
export function watchReport({ weighing, monitor, at }: LookTerms): WatchReportContext {
  const { context, record } = weighing;
  const { forge, runner } = context;
  const { run } = record.subject;
  const pageUrl = run && forge.links.artifacts(run.id);
  const runUrl = runner.run?.url ?? (run && forge.links.run(run.id));
  return {
    capabilities: forge.capabilities,
    links: forge.links,
    now: at,
    version: context.version,
    repository: forge.repository,
    rule: monitor.alarm,
    ...(pageUrl === undefined ? {} : { pageUrl }),
    ...(runUrl === undefined ? {} : { runUrl }),
  };
}

interface Rendered {
  readonly report: WatchReportContext;
  readonly text: { readonly title: string; readonly body: string };
}

/** Writes page, issue and state to files, appends the job summary and keeps the page; says the page's path. */
export async function writeReports(work: LookTerms, watch: Watch, { report, text }: Rendered): Promise<string> {
  const { context } = work.weighing;
  const folder = modelFolder(watch.model);
  await ignoreFolder(context.root);
  const write = (name: string, content: string): Promise<void> =>
    writeAtomic(join(context.root, folder, name), content);
  await write('watch.json', `${JSON.stringify(watch, null, 2)}\n`);
  await write('watch.html', renderWatchPage(watch, report));
  await write('issue.md', `${text.body}\n`);
  if (context.runner.summaryFile !== undefined) await appendFile(context.runner.summaryFile, `${text.body}\n`);
  await keepPage(work, folder);
  return join(folder, 'watch.html');
}

/** The page as an artifact of the run, which the issue links to. */
async function keepPage({ weighing }: LookTerms, folder: string): Promise<void> {
  const { context, model } = weighing;
  const { run } = context.runner;
  if (!run) return;
  const job = run.job.replaceAll(/[^A-Za-z0-9_.-]/g, '_');
  const place = join(context.root, folder);
  try {
    const files = ['watch.html', 'watch.json'].map((name) => join(place, name));
    await context.transport.publish(`weighbridge-watch-${model.name}-${job}-${run.attempt}`, place, files);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    context.log.warn(`The page was not kept as an artifact: ${error.message}`);
  }
}
