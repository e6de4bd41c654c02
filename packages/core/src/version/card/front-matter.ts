import type { RunRecord } from '../../record/record.ts';
import { clean } from '../../report/escape.ts';
import type { CardFacts } from './facts.ts';

/**
 * The YAML at the head of a card that model hubs read: tags and `model-index`, so that they show the metrics. Every text
 * is written as a JSON string, which YAML reads as it is.
 */
export function frontMatter({ subject, evaluation, data }: RunRecord, { version }: CardFacts): string {
  const text = (value: string): string => JSON.stringify(clean(value));
  const metrics = (evaluation?.metrics ?? []).flatMap(({ name, value }) =>
    value === undefined
      ? []
      : [`          - { type: ${text(name)}, name: ${text(name)}, value: ${JSON.stringify(value)} }`],
  );
  const dataset = data?.datasets.find(({ name }) => name === 'evaluation')?.path ?? 'evaluation';
  const results = [
    'model-index:',
    `  - name: ${text(`${subject.model} ${version.name}`)}`,
    '    results:',
    '      - task: { type: tabular-classification }',
    `        dataset: { name: ${text(dataset)}, type: tabular }`,
    '        metrics:',
    ...metrics,
  ];
  return [
    '---',
    'tags: [weighbridge]',
    `version: ${text(version.name)}`,
    ...(metrics.length > 0 ? results : []),
    '---',
  ].join('\n');
}
