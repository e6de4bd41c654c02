import { closest } from '../error/closest.ts';
import { policyErrors } from '../error/policy-errors.ts';
import type { UserError } from '../error/user-error.ts';
import type { MetricFacts } from './metric-facts.ts';
import type { MetricLineFile, ModelFile } from './schema.ts';
import { type Locate, listed, type PolicyPath, shortened } from './source.ts';

interface Where {
  readonly model: ModelFile;
  readonly path: PolicyPath;
  readonly locate: Locate;
}

const drops = ['max-drop', 'max-drop-from-anchor'] as const;
const rises = ['max-rise', 'max-rise-from-anchor'] as const;
const anchored = ['max-drop-from-anchor', 'max-rise-from-anchor'] as const;
const absolute = ['min', 'max'] as const;

/** Everything about one `gate` line for a known metric that contradicts itself or the rest of the model. */
export function lineErrors(line: MetricLineFile, facts: MetricFacts, where: Where): UserError[] {
  return [
    ...sliceErrors(line, facts, where),
    ...sideErrors(line, facts, where),
    ...limitErrors(line, facts, where),
    ...rangeErrors(line, facts, where),
    ...judgeErrors(line, where),
    ...anchorErrors(line, where),
  ];
}

function sliceErrors(line: MetricLineFile, facts: MetricFacts, { model, path, locate }: Where): UserError[] {
  const { slice, metric } = line;
  if (slice === undefined) {
    return line['min-n'] === undefined
      ? []
      : [policyErrors.minRowsWithoutSlice({ metric }, { place: locate([...path, 'min-n'], 'key') })];
  }
  const place = locate([...path, 'slice'], 'value');
  if (facts.fromFile) return [policyErrors.sliceOfFileMetric({ metric }, { place })];
  const { slices } = model.evaluate;
  if (slices.includes(slice)) return [];
  return [
    policyErrors.unknownSlice(
      { name: shortened(slice), near: closest(slice, slices), known: listed(slices) },
      { place },
    ),
  ];
}

/** A drop is harm only where higher is better, and a rise only where lower is. */
function sideErrors(line: MetricLineFile, { direction }: MetricFacts, { path, locate }: Where): UserError[] {
  const wrong = (direction === 'higher' ? rises : drops).filter((key) => line[key] !== undefined);
  return wrong.map((written) => {
    const right = direction === 'higher' ? written.replace('rise', 'drop') : written.replace('drop', 'rise');
    return policyErrors.wrongSide(
      { metric: line.metric, better: direction, written, right },
      { place: locate([...path, written], 'key') },
    );
  });
}

function limitErrors(line: MetricLineFile, { direction }: MetricFacts, { path, locate }: Where): UserError[] {
  const { min, max, metric } = line;
  if ([...absolute, ...drops, ...rises].every((key) => line[key] === undefined)) {
    const limits = `min, max, ${direction === 'higher' ? 'max-drop' : 'max-rise'}`;
    return [policyErrors.noLimit({ metric, limits }, { place: locate([...path, 'metric'], 'value') })];
  }
  if (min === undefined || max === undefined || min <= max) return [];
  return [
    policyErrors.minAboveMax({ min: String(min), max: String(max) }, { place: locate([...path, 'min'], 'value') }),
  ];
}

/** Catches `min: 70` and `max-drop: 5` where percents were meant: such a limit fails always or never. */
function rangeErrors(line: MetricLineFile, { range }: MetricFacts, { path, locate }: Where): UserError[] {
  if (!range) return [];
  const [low, high] = range;
  const words = Number.isFinite(high) ? `${low} to ${high}` : `${low} and above`;
  return [...absolute, ...drops, ...rises].flatMap((key) => {
    const value = line[key];
    if (typeof value !== 'number') return [];
    const inside = key === 'min' || key === 'max' ? value >= low && value <= high : value <= high - low;
    if (inside) return [];
    return [
      policyErrors.outOfRange(
        { metric: line.metric, key, value: String(value), range: words },
        { place: locate([...path, key], 'value') },
      ),
    ];
  });
}

function judgeErrors(line: MetricLineFile, { path, locate }: Where): UserError[] {
  const words = [line.judge ?? []].flat();
  const place = locate([...path, 'judge'], 'value');
  const relativeWords = words.filter((word) => word === 'proof' || word === 'harm');
  const absoluteWords = words.filter((word) => word === 'point' || word === 'bound');
  for (const group of [relativeWords, absoluteWords]) {
    if (group.length > 1) return [policyErrors.judgeTwice({ words: group.join(' and ') }, { place })];
  }
  const [relativeWord] = relativeWords;
  const [absoluteWord] = absoluteWords;
  const errors: UserError[] = [];
  if (relativeWord && [...drops, ...rises].every((key) => line[key] === undefined)) {
    errors.push(policyErrors.judgeWithoutLimit({ judge: relativeWord, limits: '`max-drop` or `max-rise`' }, { place }));
  }
  if (absoluteWord && absolute.every((key) => line[key] === undefined)) {
    errors.push(policyErrors.judgeWithoutLimit({ judge: absoluteWord, limits: '`min` or `max`' }, { place }));
  }
  return errors;
}

function anchorErrors(line: MetricLineFile, { model, path, locate }: Where): UserError[] {
  if (model.anchor !== 'none') return [];
  return anchored
    .filter((key) => line[key] !== undefined)
    .map((key) => policyErrors.noAnchor({ key }, { place: locate([...path, key], 'key') }));
}
