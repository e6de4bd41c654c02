import type { Sample } from '@weighbridge/core';

/**
 * Samples as text that Prometheus and OpenMetrics readers both take: each gauge once with its help, then its values. Of two values
 * with equal labels the last one counts, because a reader refuses both.
 */
export function exposition(samples: readonly Sample[]): string {
  const families = Map.groupBy(samples, ({ name }) => metricName(name));
  const lines = [...families].flatMap(([name, members]) => {
    const values = new Map(members.map(({ labels, value }) => [labelText(labels), value]));
    const help = escaped(members[0]?.help ?? '').replaceAll('\\"', "'");
    return [
      `# HELP ${name} ${help}`,
      `# TYPE ${name} gauge`,
      ...[...values].map(([labels, value]) => `${name}${labels} ${numberText(value)}`),
    ];
  });
  return lines.map((line) => `${line}\n`).join('');
}

function labelText(labels: Sample['labels']): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${labelName(name)}="${escaped(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escaped(text: string): string {
  return text.toWellFormed().replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

function numberText(value: number): string {
  if (Number.isFinite(value) || Number.isNaN(value)) return String(value);
  return value > 0 ? '+Inf' : '-Inf';
}

function metricName(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9_:]/g, '_').replace(/^(?=\d)/, '_');
}

function labelName(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9_]/g, '_').replace(/^(?=\d)/, '_');
}
