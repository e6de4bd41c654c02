import { changeOf, type PolicyChange } from './diff-words.ts';
import type { GateLine, LimitAmount, ModelPolicy } from './policy.ts';

type LimitKey = 'min' | 'max' | 'maxDrop' | 'maxRise' | 'maxDropFromAnchor' | 'maxRiseFromAnchor';

const limitKeys: Readonly<Record<LimitKey, string>> = {
  min: 'min',
  max: 'max',
  maxDrop: 'max-drop',
  maxRise: 'max-rise',
  maxDropFromAnchor: 'max-drop-from-anchor',
  maxRiseFromAnchor: 'max-rise-from-anchor',
};

/** Changes of `gate` lines; a line is known by its metric and its slice column. */
export function diffGate(was: ModelPolicy, now: ModelPolicy): PolicyChange[] {
  const removed = was.gate.filter((line) => !same(now.gate, line)).flatMap((line) => wholeLine(now.name, line, 'was'));
  const kept = now.gate.flatMap((line) => {
    const before = same(was.gate, line);
    return before ? diffLine(whereOf(now.name, line), before, line) : wholeLine(now.name, line, 'now');
  });
  return [...removed, ...kept];
}

function same(gate: readonly GateLine[], { metric, slice }: GateLine): GateLine | undefined {
  return gate.find((line) => line.metric === metric && line.slice === slice);
}

/** `churn, gate, recall by region`. */
function whereOf(model: string, { metric, slice }: GateLine): string {
  return `${model}, gate, ${metric}${slice === undefined ? '' : ` by ${slice}`}`;
}

function wholeLine(model: string, line: GateLine, side: 'was' | 'now'): PolicyChange[] {
  const effect = side === 'was' ? 'looser' : 'stricter';
  const where = whereOf(model, line);
  return limitNames().flatMap(([key, name]) => {
    const written = line[key]?.written;
    return changeOf(where, name, side === 'was' ? written : undefined, side === 'now' ? written : undefined, effect);
  });
}

function limitNames(): [LimitKey, string][] {
  return Object.entries(limitKeys).filter((entry): entry is [LimitKey, string] => entry[0] in limitKeys);
}

function diffLine(where: string, was: GateLine, now: GateLine): PolicyChange[] {
  return [
    ...limitNames().flatMap(([key, name]) => diffLimit(where, name, was[key], now[key], effectOf(key, was, now))),
    ...changeOf(where, 'min-n', was.minRows, now.minRows, now.minRows > was.minRows ? 'looser' : 'stricter'),
    ...changeOf(where, 'judge', was.judge, now.judge, now.judge === 'harm' ? 'looser' : 'stricter'),
    // An undecided bound may be let through where the point fails, and the other way round: neither is the stricter one.
    ...changeOf(where, 'judge', was.judgeAbsolute, now.judgeAbsolute, 'looser'),
  ];
}

/** `0.01` and `0.010` are one limit. */
function diffLimit(
  where: string,
  name: string,
  was: LimitAmount | undefined,
  now: LimitAmount | undefined,
  effect: PolicyChange['effect'],
) {
  const equal = was !== undefined && now !== undefined && was.amount === now.amount && was.relative === now.relative;
  return equal ? [] : changeOf(where, name, was?.written, now?.written, effect);
}

/** An anchor's limit that is not written is the line's own. */
function effectOf(key: LimitKey, was: GateLine, now: GateLine): PolicyChange['effect'] {
  const [before, after] = [limitInForce(key, was), limitInForce(key, now)];
  if (!after) return 'looser';
  if (!before) return 'stricter';
  if (before.relative !== after.relative) return 'looser';
  const wider = key === 'min' ? after.amount < before.amount : after.amount > before.amount;
  if (before.amount === after.amount) return 'other';
  return wider ? 'looser' : 'stricter';
}

function limitInForce(key: LimitKey, line: GateLine): LimitAmount | undefined {
  if (key === 'maxDropFromAnchor') return line.maxDropFromAnchor ?? line.maxDrop;
  if (key === 'maxRiseFromAnchor') return line.maxRiseFromAnchor ?? line.maxRise;
  return line[key];
}
