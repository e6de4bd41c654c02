import { performance } from 'node:perf_hooks';
import type { Answered } from './traffic.ts';

/** One line below the title of a story. */
export function say(line: string): void {
  console.log(`   ${line}`);
}

/** `12.3 s` since a moment of `performance.now()`. */
export function secondsSince(started: number): string {
  return `${((performance.now() - started) / 1000).toFixed(1)} s`;
}

/** `Meanwhile v0.1.0 answered 4,210 requests, none failed; v0.2.0 …`. */
export function sayAnswers(when: string, answered: ReadonlyMap<string, Answered>): void {
  const parts = [...answered]
    .filter(([, { requests }]) => requests > 0)
    .map(([version, { requests, errors }]) => {
      const failed = errors === 0 ? 'none failed' : `${errors.toLocaleString('en-US')} failed`;
      return `${version} answered ${requests.toLocaleString('en-US')} requests, ${failed}`;
    });
  if (parts.length > 0) say(`${when} ${parts.join('; ')}`);
}
