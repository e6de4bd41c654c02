/** What the marker of a note says: whose record it shows, of which commit, written by which run. */
export interface NoteMark {
  readonly commit: string;
  /** A commit that was being weighed when the note was last written. */
  readonly running?: string;
  readonly run?: string;
  readonly attempt?: number;
}

/** Where this job stands when it wants to write. */
export interface Writer {
  readonly commit: string;
  /** The change's newest commit, as the forge says now. */
  readonly changeHead: string;
  readonly run?: string;
  readonly attempt?: number;
}

/** `stale`: a newer commit or a newer run has spoken, or is about to; this job leaves the note alone. */
export type NoteAction = 'create' | 'update' | 'stale';

/** Whether this job may write the note (COMMENT §6). A job that carries an older commit never writes over a newer one. */
export function decideNote(existing: NoteMark | undefined, writer: Writer): NoteAction {
  if (!sameCommit(writer.commit, writer.changeHead)) return 'stale';
  if (!existing) return 'create';
  if (sameCommit(existing.running ?? existing.commit, writer.commit) && isNewer(existing, writer)) return 'stale';
  return 'update';
}

/** Run ids grow on every forge that we know; attempts count up within a run. */
function isNewer(existing: NoteMark, writer: Writer): boolean {
  const a = Number(existing.run ?? 0);
  const b = Number(writer.run ?? 0);
  return a > b || (a === b && (existing.attempt ?? 1) > (writer.attempt ?? 1));
}

/** A marker holds seven digits; a full sha starts with them. */
function sameCommit(a: string, b: string): boolean {
  return a.startsWith(b) || b.startsWith(a);
}
