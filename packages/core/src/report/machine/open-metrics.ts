import type { Metric, SliceName } from '../../record/evaluation.ts';
import type { RunRecord } from '../../record/record.ts';

/**
 * Metrics as OpenMetrics text, for GitLab's metrics report and for Prometheus: one gauge per metric, labelled with
 * model and slice, ended by `# EOF`. What is undefined has no line, because the format has no word for it.
 */
export function renderOpenMetrics(record: RunRecord): string {
  const { evaluation, subject } = record;
  const overall = (evaluation?.metrics ?? []).flatMap((metric) => sample(subject.model, metric, undefined));
  const sliced = (evaluation?.slices ?? []).flatMap(({ slice, metrics }) =>
    metrics.flatMap((metric) => sample(subject.model, metric, slice)),
  );
  const samples = [...overall, ...sliced].toSorted((a, b) => (a.family < b.family ? -1 : Number(a.family > b.family)));
  const lines = samples.flatMap(({ family, line }, index) =>
    samples[index - 1]?.family === family ? [line] : [`# TYPE ${family} gauge`, line],
  );
  return `${[...lines, '# EOF'].join('\n')}\n`;
}

interface Sample {
  readonly family: string;
  readonly line: string;
}

function sample(model: string, { name, value }: Metric, slice: SliceName | undefined): Sample[] {
  if (value === undefined) return [];
  const family = `weighbridge_${name.replaceAll(/[^A-Za-z0-9_]/g, '_')}`;
  const labels = [
    `model="${label(model)}"`,
    ...(slice ? [`column="${label(slice.column)}"`, `value="${label(slice.value ?? '')}"`] : []),
  ];
  return [{ family, line: `${family}{${labels.join(',')}} ${value}` }];
}

function label(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
