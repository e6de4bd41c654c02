import { textIfThere } from '../atomic.ts';

/** The end of a log for an error: at most ten lines. */
export function lastLines(path: string): string {
  return (textIfThere(path) ?? '').trim().split('\n').slice(-10).join('\n').slice(-2000);
}
