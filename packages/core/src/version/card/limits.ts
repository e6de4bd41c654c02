import type { RunRecord } from '../../record/record.ts';
import type { Check } from '../../record/verdict.ts';
import { clean } from '../../report/escape.ts';
import { count, counted } from '../../report/number.ts';
import { sliceLabel } from '../../report/slice.ts';

/** Names in one line; the rest are counted. */
const mostNamed = 8;

/**
 * What nobody should expect of this version, as plain sentences: slices that were too small to judge, checks that were not
 * settled or broken and overridden, drift, metrics without a value. Foreign words are made visible and short, not escaped
 * for Markdown.
 */
export function cardLimits(record: RunRecord): string[] {
  const { verdict, comparison } = record;
  const checks = verdict?.checks ?? [];
  return [
    ...tooSmall(checks),
    ...broken(checks),
    ...(verdict?.override
      ? [`${clean(verdict.override.by)} approved the policy: ${clean(verdict.override.rule)}.`]
      : []),
    ...drifted(record),
    ...(comparison?.outcome === 'first run'
      ? ['It is the first of its kind: there was nothing to compare it with.']
      : []),
    ...(comparison?.outcome === 'incomparable' ? ['It could not be compared with the model before it.'] : []),
    ...(record.evaluation?.metrics ?? []).flatMap(({ name, undefined: why }) =>
      why === undefined ? [] : [`${clean(name)} has no value: ${clean(why, 120)}.`],
    ),
  ];
}

function tooSmall(checks: readonly Check[]): string[] {
  const names = checks.flatMap(({ outcome, slice, n }) => {
    if (outcome !== 'too small' || !slice) return [];
    return [`${clean(sliceLabel(slice))}${n === undefined ? '' : ` (${counted(n, 'row')})`}`];
  });
  const slices = [...new Set(names)];
  if (slices.length === 0) return [];
  const are = slices.length === 1 ? 'slice is' : 'slices are';
  return [`${count(slices.length)} ${are} too small to judge: ${listed(slices)}.`];
}

function broken(checks: readonly Check[]): string[] {
  const words = { failed: 'failed', inconclusive: 'was not settled', incomparable: 'could not be compared' } as const;
  return checks.flatMap(({ outcome, metric, slice, explanation }) => {
    if (!(outcome === 'failed' || outcome === 'inconclusive' || outcome === 'incomparable')) return [];
    const of = slice ? ` for ${clean(sliceLabel(slice))}` : '';
    return [`The check of ${clean(metric)}${of} ${words[outcome]}: ${clean(explanation, 160)}`];
  });
}

function drifted({ data }: RunRecord): string[] {
  const columns = (data?.drift ?? []).filter((drift) => drift.drifted).map(({ column }) => clean(column));
  if (columns.length === 0) return [];
  return [`The data has drifted in ${counted(columns.length, 'column')}: ${listed(columns)}.`];
}

function listed(names: readonly string[]): string {
  const rest = names.length - mostNamed;
  return `${names.slice(0, mostNamed).join(', ')}${rest > 0 ? ` and ${count(rest)} more` : ''}`;
}
