import * as z from 'zod';
import { bytesPattern, countOfPattern, durationPattern, percentPattern } from './grammar.ts';

/**
 * The values that the policy's sections are made of. Each `error` completes the sentence "… must be": the
 * reader of an error learns what is possible, not which rule of the schema was broken.
 */
const text = z.string({ error: 'text' });

export const word = text.min(1, { error: 'text that is not empty' });

export const column = text
  .regex(/^[^\p{Cc}]{1,128}$/u, { error: 'the name of a column' })
  .describe('Name of a column.');

/** Relative, inside the repository, `/` between folders: equal on every runner. */
export const path = text
  .regex(/^(?![/~])(?![A-Za-z]:)(?!(?:.*\/)?\.\.(?:\/|$))[^\\\p{Cc}]+$/u, {
    error: 'a path inside the repository, relative to its root, with `/` between folders',
  })
  .describe('Path relative to the root of the repository.');

export const metricName = text.regex(/^[A-Za-z][A-Za-z0-9 _.@%()/:-]{0,63}$/, {
  error: 'a name of at most 64 letters, digits, spaces and `_ . @ % ( ) / : -`, starting with a letter',
});

export const duration = text
  .regex(durationPattern, { error: 'a duration such as `30s`, `10m`, `2h`, `90d` or `1d 12h`' })
  .describe('Duration: whole numbers of `d`, `h`, `m`, `s`.');

export const bytes = text
  .regex(bytesPattern, { error: 'a size such as `64 kB`, `500 MB` or `1 GB`' })
  .describe('Size: a number and `B`, `kB`, `MB`, `GB`, `TB` (powers of 1000) or `KiB`, `MiB`, `GiB`, `TiB`.');

export const countOf = text.regex(countOfPattern, { error: 'a count of windows such as `3 of 5`' });

export const number = z.number({ error: 'a number' });

export const count = z.int({ error: 'a whole number of at least 0' }).min(0, { error: 'a whole number of at least 0' });

/** A limit on the value itself. */
export const threshold = z.number({ error: 'a number' });

/** A largest accepted drop or rise. */
const marginError = 'a number of at least 0 in the metric’s unit, or a percent of the reference such as `10%`';
export const margin = z.union(
  [z.number().min(0, { error: marginError }), z.string().regex(percentPattern, { error: marginError })],
  { error: marginError },
);

/** A command: text for the shell, or a list of words that no shell reads. */
const commandError = 'a command as text, or as a list of words';
export const commandLine = z.union(
  [z.string().min(1, { error: commandError }), z.array(z.string()).min(1, { error: commandError })],
  { error: commandError },
);
