import type { Subject } from '@weighbridge/core';
import type { NoteMark } from './decide.ts';

/** The beginning of the first line of every note of one model. */
export function markOf(model: string): string {
  return `<!-- weighbridge note=${model} `;
}

/** Reads a note's first line; undefined when it is not a marker of ours. */
export function readMark(body: string): NoteMark | undefined {
  const [line = ''] = body.split('\n', 1);
  const fields = new Map([...line.matchAll(/([a-z]+)=([^\s>]+)/g)].map(([, key = '', value = '']) => [key, value]));
  const commit = fields.get('commit');
  if (!line.startsWith('<!-- weighbridge ') || commit === undefined) return undefined;
  const running = fields.get('running');
  const [run, attempt] = fields.get('run')?.split('.') ?? [];
  return {
    commit,
    ...(running === undefined ? {} : { running }),
    ...(run === undefined ? {} : { run }),
    ...(attempt === undefined ? {} : { attempt: Number(attempt) }),
  };
}

/** Puts the run into the marker: it orders two runs of one commit, and is no part of the report. */
export function stampRun(body: string, run: Subject['run']): string {
  if (!run) return body;
  return body.replace(/^(<!-- weighbridge [^\n]*?) -->/, `$1 run=${run.id}.${run.attempt} -->`);
}
