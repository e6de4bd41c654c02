import { parseAllDocuments } from 'yaml';
import * as z from 'zod';
import { table } from './readme.ts';

const spec = z.object({
  spec: z.object({
    inputs: z.record(
      z.string(),
      z.object({
        description: z.string(),
        type: z.string().default('string'),
        default: z.unknown(),
        options: z.array(z.string()).optional(),
      }),
    ),
  }),
});

/** One component as its template declares it. */
export interface ComponentPage {
  readonly name: string;
  readonly summary: string;
  readonly template: string;
}

/** The tables of `gitlab-components/README.md`, read from the templates themselves. */
export function componentTables(components: readonly ComponentPage[]): string {
  return components.map(section).join('\n\n');
}

function section({ name, summary, template }: ComponentPage): string {
  const { inputs } = spec.parse(parseAllDocuments(template)[0]?.toJS()).spec;
  const rows = Object.entries(inputs).map(([input, { type, description, default: value, options }]) => {
    const choice = options ? ` One of ${options.map((option) => `\`${option || "''"}\``).join(', ')}.` : '';
    return [`\`${input}\``, type, `${description}${choice}`, shown(value)];
  });
  return `### ${name}\n\n${summary}\n\n${table(['Input', 'Type', 'What it is', 'Default'], rows)}`;
}

function shown(value: unknown): string {
  if (value === undefined) return '**required**';
  if (value === '') return '';
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}
