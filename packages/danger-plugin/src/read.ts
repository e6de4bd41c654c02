import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type RecordFacts, readFacts, type StoredFile, type UnreadableRecord } from './facts.ts';

const run = promisify(execFile);

/** Records of this job: the named files, else every `.weighbridge/<model>/run.json`. A named file must be there. */
export async function readRecords(named: readonly string[] | undefined): Promise<(RecordFacts | UnreadableRecord)[]> {
  const paths = named ?? (await recordsHere());
  return Promise.all(paths.map(async (path) => readFacts(await readFile(path, 'utf8'), path)));
}

async function recordsHere(): Promise<string[]> {
  const folder = '.weighbridge';
  const entries = await readdir(folder, { withFileTypes: true }).catch(nothing);
  const models = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const files = await Promise.all(
    models.sort().map(async (model) => (await readdir(join(folder, model))).map((file) => join(folder, model, file))),
  );
  return files.flat().filter((file) => /[\\/]run\.json$/.test(file));
}

function nothing(error: NodeJS.ErrnoException): never[] {
  if (error.code === 'ENOENT') return [];
  throw error;
}

/** What git stores at the checked-out commit under these paths; deleted ones and folders are left out. */
export async function storedFiles(paths: readonly string[]): Promise<StoredFile[]> {
  if (paths.length === 0) return [];
  const argv = ['--literal-pathspecs', 'ls-tree', '-r', '-l', '-z', '--full-tree', 'HEAD', '--', ...paths];
  const { stdout } = await run('git', argv, { maxBuffer: mostOutput });
  return stdout
    .split('\0')
    .map((line) => /^\d+ blob [0-9a-f]+ +(\d+)\t(.*)$/su.exec(line))
    .flatMap((found) => (found ? [{ path: found[2] ?? '', bytes: Number(found[1]) }] : []));
}

const mostOutput = 64 * 1024 * 1024;

/** The commit that is checked out. */
export async function checkedOut(): Promise<string> {
  const { stdout } = await run('git', ['rev-parse', 'HEAD']);
  return stdout.trim();
}
