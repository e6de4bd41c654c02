import { cp, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type RunRecord, runRecord } from '@weighbridge/core';
import { gitLedger } from '@weighbridge/git';
import { places } from './places.ts';
import { programEnvironment, tryProgram } from './program.ts';

/** What the command line left behind for the commit that is checked out. */
export interface Weighed {
  readonly record: RunRecord;
  readonly exit: number;
  /** What `weighbridge preview` printed. */
  readonly text: string;
}

/**
 * `weighbridge preview churn`, as a user would type it: it validates the data, trains, and weighs the model. Exit codes
 * above 1 are errors, not verdicts.
 */
export async function preview(): Promise<Weighed> {
  const args = [places.weighbridge, 'preview', 'churn'];
  const { code, stdout, stderr } = await tryProgram(process.execPath, args, places.repository);
  if (code > 1) throw new Error(`\`weighbridge preview churn\` ended with ${code}:\n${stderr}${stdout}`);
  const text = await readFile(join(places.repository, '.weighbridge', 'churn', 'run.json'), 'utf8');
  return { record: runRecord.parse(JSON.parse(text)), exit: code, text: stdout };
}

/** Keeps the record, the note and the page of one story; resolves to the page's path. */
export async function keepReport(name: string): Promise<string> {
  const folder = join(places.reports, name);
  await mkdir(folder, { recursive: true });
  for (const file of ['run.json', 'note.md', 'report.html'])
    await cp(join(places.repository, '.weighbridge', 'churn', file), join(folder, file));
  return join(folder, 'report.html');
}

/** What shipping will do on main: the record of an accepted run enters the ledger, where baselines are found. */
export async function acceptOnMain({ record }: Weighed): Promise<void> {
  if (record.verdict?.outcome !== 'passed')
    throw new Error(`main is ${record.verdict?.outcome ?? 'not judged'}, not passed`);
  await gitLedger(places.repository, { env: programEnvironment(), remote: 'origin' }).append(record);
}
