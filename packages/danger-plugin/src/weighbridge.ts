import { findings } from './findings.ts';
import { type Options, settingsOf } from './options.ts';
import { checkedOut, readRecords, storedFiles } from './read.ts';

/** The part of danger's globals that is used here; `danger local` and `danger ci` both set them. */
interface DangerGlobal {
  readonly git: {
    readonly created_files: readonly string[];
    readonly modified_files: readonly string[];
    /** A sha, or `HEAD` under `danger local`. */
    readonly head?: string;
  };
}

declare const danger: DangerGlobal;
declare function fail(text: string): void;
declare function warn(text: string): void;
declare function message(text: string): void;

/**
 * For a dangerfile: reads the records of this job and the change's files, and says what a reviewer should look at.
 * Throws when a named record is not there or git cannot be asked; danger reports that as a failure.
 */
export async function weighbridge(options: Options = {}): Promise<void> {
  const settings = settingsOf(options);
  const { created_files: created, modified_files: modified, head } = danger.git;
  const edited = [...created, ...modified];
  const diff = {
    head: head === undefined || head === 'HEAD' ? await checkedOut() : head,
    edited,
    stored: await storedFiles(edited),
  };
  const say = { fail, warn, message };
  for (const { level, text } of findings(await readRecords(options.records), diff, settings)) say[level](text);
}
