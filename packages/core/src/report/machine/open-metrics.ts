import type { DatasetFacts } from '../../record/data.ts';
import type { Metric, SliceName } from '../../record/evaluation.ts';
import type { RunRecord } from '../../record/record.ts';

/**
 * Metrics as OpenMetrics text, for GitLab's metrics report and for Prometheus: one gauge per metric, labelled with
 * model and slice; of each dataset its rows, broken rules and drifted columns. Ended by `# EOF`. What is undefined has no line, because the format has no word for it.
 */
export function renderOpenMetrics(record: RunRecord): string {
  const { evaluation, subject } = record;
  const overall = (evaluation?.metrics ?? []).flatMap((metric) => sample(subject.model, metric, undefined));
  const sliced = (evaluation?.slices ?? []).flatMap(({ slice, metrics }) =>
    metrics.flatMap((metric) => sample(subject.model, metric, slice)),
  );
  const samples = [...overall, ...sliced, ...dataSamples(record)].toSorted((a, b) =>
    a.family < b.family ? -1 : Number(a.family > b.family),
  );
  const lines = samples.flatMap(({ family, line }, index) =>
    samples[index - 1]?.family === family ? [line] : [`# TYPE ${family} gauge`, line],
  );
  return `${[...lines, '# EOF'].join('\n')}\n`;
}

function dataSamples({ subject, data }: RunRecord): Sample[] {
  const { datasets = [], checks = [], drift = [] } = data ?? {};
  return datasets.flatMap(({ name, rows }: DatasetFacts): Sample[] => {
    const labels = `model="${label(subject.model)}",dataset="${label(name)}"`;
    const own = checks.filter(({ dataset }) => dataset === name);
    const broken = (severity: string): number =>
      own.filter((check) => check.outcome === 'failed' && check.severity === severity).length;
    const tested = drift.filter(({ dataset, drifted }) => dataset === name && drifted !== undefined);
    const drifted = tested.filter((column) => column.drifted === true).length;
    return [
      ...(rows === undefined ? [] : [gauge('data_rows', labels, rows)]),
      ...(own.length === 0
        ? []
        : ['error', 'warning'].map((severity) =>
            gauge('data_rules_broken', `${labels},severity="${severity}"`, broken(severity)),
          )),
      ...(tested.length === 0 ? [] : [gauge('data_columns_drifted', labels, drifted)]),
    ];
  });
}

function gauge(name: string, labels: string, value: number): Sample {
  const family = `weighbridge_${name}`;
  return { family, line: `${family}{${labels}} ${value}` };
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
