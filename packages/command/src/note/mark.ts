import { parseMarker, type Subject, stampMarker } from '@weighbridge/core';
import type { NoteMark } from './decide.ts';

/** Where a note of ours stands: read from its first line; undefined when that is not a marker. */
export function readMark(body: string): NoteMark | undefined {
  const marker = parseMarker(body);
  if (!marker) return undefined;
  const [run, attempt] = marker.run?.split('.') ?? [];
  return {
    commit: marker.commit,
    ...(marker.running === undefined ? {} : { running: marker.running }),
    ...(run === undefined ? {} : { run }),
    ...(attempt === undefined ? {} : { attempt: Number(attempt) }),
  };
}

/** Puts the run into the marker: it orders two runs of one commit, and is no part of the report. */
export function stampRun(body: string, run: Subject['run']): string {
  return run ? stampMarker(body, `${run.id}.${run.attempt}`) : body;
}
