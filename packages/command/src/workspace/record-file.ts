import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { inputErrors, type RunRecord, recordVersion, runRecord } from '@weighbridge/core';
import { readTextIfThere } from './bytes.ts';

/** Folder of one model's record and reports, relative to the root. */
export function modelFolder(model: string): string {
  return join('.weighbridge', model);
}

/** Path of one model's record, relative to the root. */
export function recordPath(model: string): string {
  return join(modelFolder(model), 'run.json');
}

/**
 * Writes a file whole or not at all: a reader never sees half of it, and a killed writer leaves the old one. Throws
 * UserError WB1022 where the folder does not take files.
 */
export async function writeAtomic(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = `${path}.${crypto.randomUUID()}.tmp`;
  await writingTo(path, async () => {
    try {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(temporary, content);
      await rename(temporary, path);
    } catch (error) {
      // A second failure here would hide the first, which says why nothing could be written.
      await rm(temporary, { force: true }).catch(() => undefined);
      throw error;
    }
  });
}

/** What a disk or a folder refuses is the user's to change (UserError WB1022); anything else is thrown as it was. */
export async function writingTo<T>(path: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    if (!diskRefusals.has(code)) throw cause;
    throw inputErrors.cannotWrite({ what: code }, { place: { file: path }, cause });
  }
}

const diskRefusals = new Set(['EACCES', 'EDQUOT', 'EEXIST', 'EISDIR', 'ENOSPC', 'ENOTDIR', 'EPERM', 'EROFS']);

/** Writes the `.gitignore` that keeps our folder out of commits, and so out of keys. */
export function ignoreFolder(root: string): Promise<void> {
  return writeAtomic(join(root, '.weighbridge', '.gitignore'), '*\n');
}

/** Writes the record, in a folder that stays out of commits. */
export async function writeRecord(root: string, record: RunRecord): Promise<void> {
  await ignoreFolder(root);
  await writeAtomic(join(root, recordPath(record.subject.model)), `${JSON.stringify(record, null, 2)}\n`);
}

/** Reads a record; undefined when there is none. Refuses what is not a record of this version. */
export async function readRecord(root: string, path: string): Promise<RunRecord | undefined> {
  const text = await readTextIfThere(join(root, path));
  return text === undefined ? undefined : parseRecord(text, path);
}

/** Parses a record; `path` only names it in the error. */
export function parseRecord(text: string, path: string): RunRecord {
  const value = parseJson(text, path);
  const found = versionOf(value);
  if (found !== recordVersion)
    throw inputErrors.recordVersion({ found: String(found), expected: recordVersion }, { place: { file: path } });
  // `jitless`: a step reads a record or two, and compiling the schema takes longer than that.
  const parsed = runRecord.safeParse(value, { jitless: true });
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw inputErrors.recordShape(
    { where: issue?.path.join('.') || 'the document', what: issue?.message ?? 'not a record' },
    { place: { file: path } },
  );
}

/** Why a record cannot be read by this program although it is one; undefined when it can. */
export function otherVersion(text: string, path: string): string | undefined {
  const found = versionOf(parseJson(text, path));
  if (typeof found !== 'number' || found === recordVersion) return undefined;
  return `its record has version ${found}, and this program reads version ${recordVersion}`;
}

function versionOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'version' in value ? value.version : undefined;
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw inputErrors.recordJson({}, { place: { file: path }, cause });
  }
}
