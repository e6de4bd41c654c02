import { parseDuration } from '../policy/grammar.ts';
import type { IssueComment } from '../port/issues.ts';

/** Until when nothing is told of what rings, and by whose word. */
export interface Snooze {
  /** RFC 3339. */
  readonly until: string;
  readonly by: string;
}

/** What counts beside the comments. */
export interface IgnoreFacts {
  /** Comments and closings up to this moment (RFC 3339, the forge's clock) have been answered, and say nothing any more. */
  readonly since?: string | undefined;
  /** That a person closed the issue: as `/ignore 7d` where nothing is ignored at that moment. */
  readonly closing?: { readonly at: string; readonly by?: string | undefined } | undefined;
  /** What was ignored at the last look. */
  readonly before?: Snooze | undefined;
}

const dayLength = 24 * 60 * 60 * 1000;

/** Nothing is ignored for longer: a problem that lasts a quarter is not a passing one. */
export const longestIgnore = 90 * dayLength;

/** What closing the issue without a word means. */
const usualIgnore = 7 * dayLength;

/**
 * Until when the model's alarms are ignored, by what people said in the issue; undefined where they are not, or no longer.
 * A line `/ignore 7d` of a comment counts, `/ignore 0d` and `/watch` end it, the newest wins; only people who may write to
 * the repository are heard. Lines in code blocks are examples.
 */
export function ignoreOf(
  comments: readonly IssueComment[],
  now: Date,
  { since, closing, before }: IgnoreFacts = {},
): Snooze | undefined {
  const said = [...comments.flatMap(signalsOf), ...(closing ? [closingSignal(closing)] : [])]
    .filter(({ at }) => at > timeOf(since, Number.NEGATIVE_INFINITY))
    .toSorted((a, b) => a.at - b.at);
  const last = said.reduce<Snooze | undefined>(heard, before);
  return last && timeOf(last.until, Number.NEGATIVE_INFINITY) > now.getTime() ? last : undefined;
}

/** One thing that somebody said; of length 0 it ends what was ignored. Times in milliseconds. */
interface Signal {
  readonly at: number;
  readonly length: number;
  readonly by: string;
  /** Says nothing where something is ignored already. */
  readonly weak: boolean;
}

function heard(before: Snooze | undefined, { at, length, by, weak }: Signal): Snooze | undefined {
  if (weak && before && timeOf(before.until, Number.NEGATIVE_INFINITY) > at) return before;
  if (length === 0) return undefined;
  return { until: new Date(at + Math.min(length, longestIgnore)).toISOString(), by };
}

function closingSignal({ at, by }: NonNullable<IgnoreFacts['closing']>): Signal {
  return { at: timeOf(at, Number.NaN), length: usualIgnore, by: by ?? 'somebody', weak: true };
}

/** The last line of a comment that says something; none of those who may not write, or of whom the forge does not tell. */
function signalsOf({ author, body, at, mayWrite }: IssueComment): Signal[] {
  if (mayWrite !== true) return [];
  const length = spoken(body)
    .map(lengthOf)
    .findLast((each) => each !== undefined);
  return length === undefined ? [] : [{ at: timeOf(at, Number.NaN), length, by: author, weak: false }];
}

/** Lines outside of fenced code. */
function spoken(body: string): string[] {
  let fence = false;
  return body.split(/\r?\n/u).filter((line) => {
    if (!/^\s*(?:```|~~~)/u.test(line)) return !fence;
    fence = !fence;
    return false;
  });
}

function lengthOf(line: string): number | undefined {
  if (/^\s*\/watch\s*$/u.test(line)) return 0;
  const written = /^\s*\/ignore\s+(\S.*?)\s*$/u.exec(line)?.[1];
  return written === undefined ? undefined : parseDuration(written);
}

/** Of a time that cannot be read `otherwise`; NaN compares with nothing, and what has it is left out. */
function timeOf(written: string | undefined, otherwise: number): number {
  const time = written === undefined ? Number.NaN : Date.parse(written);
  return Number.isNaN(time) ? otherwise : time;
}
