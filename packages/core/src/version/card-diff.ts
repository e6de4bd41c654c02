import type { Metric } from '../record/evaluation.ts';
import type { RunRecord } from '../record/record.ts';
import { decimalsOfHalfWidth, decimalsOfValue, fixed, signed } from '../report/number.ts';
import { cardLimits } from './card/limits.ts';

/** One fact of the model card that differs between two versions. */
export interface CardChange {
  readonly section: 'data' | 'training' | 'evaluation' | 'limits';
  /** A metric, param, dataset; foreign text, not escaped. */
  readonly fact: string;
  /** As text, ready to be inked; absent where there was none. */
  readonly was?: string;
  readonly now?: string;
}

/**
 * What a reader of two cards would find changed, in the order of the card: metrics, limits, datasets, params, environment.
 * Numbers that read alike in the card are alike here.
 */
export function diffCards(was: RunRecord, now: RunRecord): CardChange[] {
  return [
    ...changes('evaluation', metricFacts(was), metricFacts(now)).map(withDelta),
    ...changes('limits', listFacts(cardLimits(was)), listFacts(cardLimits(now))),
    ...changes('data', dataFacts(was), dataFacts(now)),
    ...changes('training', trainingFacts(was), trainingFacts(now)),
  ];
}

type Facts = ReadonlyMap<string, string>;

function changes(section: CardChange['section'], was: Facts, now: Facts): CardChange[] {
  const facts = [...new Set([...now.keys(), ...was.keys()])].filter((fact) => was.get(fact) !== now.get(fact));
  return facts.map((fact) => {
    const [before, after] = [was.get(fact), now.get(fact)];
    return {
      section,
      fact,
      ...(before === undefined ? {} : { was: before }),
      ...(after === undefined ? {} : { now: after }),
    };
  });
}

function metricFacts({ evaluation }: RunRecord): Facts {
  return new Map((evaluation?.metrics ?? []).map((metric) => [metric.name, metricText(metric)]));
}

function metricText({ value, interval, undefined: why }: Metric): string {
  if (value === undefined) return `undefined: ${why ?? 'no reason known'}`;
  const half = interval && decimalsOfHalfWidth((interval.high - interval.low) / 2);
  return fixed(value, half ?? decimalsOfValue(value));
}

/** `0.731 (+0.012)`: in a list of metrics the step is what is looked for. */
function withDelta(change: CardChange): CardChange {
  const [before, after] = [change.was, change.now].map((text) =>
    Number((text ?? '').replace('\u2212', '-').replaceAll(',', '')),
  );
  if (before === undefined || after === undefined || !Number.isFinite(after - before)) return change;
  if (change.was === undefined || change.now === undefined) return change;
  const places = (change.now.split('.')[1] ?? '').length;
  return { ...change, now: `${change.now} (${signed(after - before, places)})` };
}

function listFacts(lines: readonly string[]): Facts {
  return new Map(lines.map((line) => [line, line]));
}

function dataFacts({ data }: RunRecord): Facts {
  return new Map(
    (data?.datasets ?? []).map(({ name, rows, digest }) => [
      name,
      `${rows === undefined ? '' : `${fixed(rows, 0)} rows, `}${digest.slice(0, 15)}…`,
    ]),
  );
}

function trainingFacts({ training }: RunRecord): Facts {
  const { params, environment, command } = training ?? {};
  const facts: [string, string | undefined][] = [
    ['command', typeof command === 'string' ? command : command?.join(' ')],
    ...Object.entries(params?.values ?? {}),
    ['interpreter', environment?.interpreter],
    ['packages', environment?.lockfile?.digest],
    ['image', environment?.image],
    ['GPU', environment?.gpu],
  ];
  return new Map(facts.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
