import { cp, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Watch, watch } from '@weighbridge/core';
import { places } from './places.ts';
import { runProgram, tryProgram } from './program.ts';
import type { Served } from './ship.ts';
import type { Weeks } from './watch-stories.ts';

const script = join(places.stories, 'production.py');
const folder = join(places.repository, '.weighbridge', 'churn');

/**
 * The customers of these weeks as the version that serves scores them, and the labels that have come by then. Resolves to
 * how many were scored.
 */
export function produce({ version, model }: Served, { first, last }: Weeks): Promise<string> {
  const bytes = join(places.repository, '.weighbridge', 'store', model.slice(0, 2), model);
  const args = [script, places.repository, places.wheels, String(first), String(last), bytes, version];
  return runProgram(places.python, args, places.repository);
}

/** What one look left behind. */
export interface Looked {
  readonly watch: Watch;
  /** What the command printed. */
  readonly text: string;
  /** The issue as whoever keeps it has it: here a file. */
  readonly issue: string;
}

/** `weighbridge monitor churn` at a moment of the past. */
export async function look(at: string): Promise<Looked> {
  const args = [places.weighbridge, 'monitor', 'churn', '--at', at];
  const { code, stdout, stderr } = await tryProgram(process.execPath, args, places.repository);
  if (code !== 0) throw new Error(`\`weighbridge monitor churn --at ${at}\` ended with ${code}:\n${stderr}${stdout}`);
  return {
    watch: watch.parse(JSON.parse(await readFile(join(folder, 'watch.json'), 'utf8'))),
    text: stdout,
    issue: await readFile(join(places.repository, '.weighbridge', 'issues', '1.md'), 'utf8'),
  };
}

/** Keeps state, issue and page of one look; resolves to the page's path. */
export async function keepLook(name: string): Promise<string> {
  const kept = join(places.reports, name);
  await mkdir(kept, { recursive: true });
  for (const file of ['watch.json', 'issue.md', 'watch.html']) await cp(join(folder, file), join(kept, file));
  return join(kept, 'watch.html');
}
