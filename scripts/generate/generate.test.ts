import { defineCommand } from '@weighbridge/command';
import { expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import * as z from 'zod';
import { actionYaml } from './action.ts';
import { componentTemplate } from './component.ts';
import { betweenMarks } from './files.ts';
import { permissionsPage } from './permissions.ts';
import { interfaceTables } from './readme.ts';

const sample = defineCommand({
  name: 'weigh',
  summary: 'Weighs: one thing.',
  kind: 'step',
  inputs: z.object({
    model: z.string().describe('Model | in the policy.'),
    minRows: z.number().optional().describe('Fewest rows.'),
    level: z.enum(['low', 'high']).default('low').describe('How strict.'),
    note: z.boolean().default(true).describe('Write the note.'),
    slices: z.array(z.string()).optional().describe('Columns.'),
  }),
  outputs: z.object({ worstCheck: z.string().describe('Name of the worst check.') }),
  permissions: [{ github: 'pull-requests: write', gitlab: 'api scope', why: 'the note', without: 'summary only' }],
  run: async () => ({ exit: 0, outputs: { worstCheck: 'none' }, text: '', json: {} }),
});
const bare = defineCommand({
  ...sample,
  inputs: z.object({ model: z.string() }),
  run: async () => ({ exit: 0, outputs: { worstCheck: 'none' }, text: '', json: {} }),
});
const actionSchema = z.looseObject({
  inputs: z.record(z.string(), z.looseObject({})),
  runs: z.looseObject({ main: z.string() }),
});
const specSchema = z.object({ spec: z.object({ inputs: z.record(z.string(), z.looseObject({})) }) });

test('an action names every input in kebab-case, with its default as text, and the token', () => {
  const action = actionSchema.parse(parse(actionYaml(sample, '../../dist')));
  expect(Object.keys(action.inputs)).toEqual(['model', 'min-rows', 'level', 'note', 'slices', 'token']);
  expect(action.inputs.model).toMatchObject({ required: true });
  expect(action.inputs.note).toMatchObject({ default: 'true' });
  expect(action.inputs['min-rows']).not.toHaveProperty('default');
  expect(action.runs).toEqual({ using: 'node24', main: '../../dist/weigh.mjs' });
});

test('a component types its inputs, and passes them through unexpanded variables alone', () => {
  const text = componentTemplate(sample, ['look'], '1.2.3');
  const [spec, jobs] = parseAllDocuments(text).map((document): unknown => document.toJS());
  const { inputs } = specSchema.parse(spec).spec;
  expect(inputs.note).toMatchObject({ type: 'boolean', default: true });
  expect(inputs.level).toMatchObject({ options: ['low', 'high'], default: 'low' });
  expect(inputs['min-rows']).toMatchObject({ default: '' });
  expect(inputs.model).not.toHaveProperty('default');
  expect(inputs.needs).toMatchObject({ default: [{ job: 'model' }, { job: 'weighbridge-look', optional: true }] });
  expect(inputs.package).toMatchObject({ default: 'weighbridge@1.2.3' });
  const job = z.record(z.string(), z.looseObject({})).parse(jobs)['$[[ inputs.job-name ]]'];
  expect(job?.variables).toMatchObject({
    WEIGHBRIDGE_INPUT_MODEL: { value: '$[[ inputs.model ]]', expand: false },
    WEIGHBRIDGE_INPUT_NOTE: { value: '$[[ inputs.note ]] ', expand: false },
  });
  expect(JSON.stringify(job?.script)).not.toContain('$[[');
  expect(text).toContain('    - |\n');
});

test('the number pattern of a component takes what the program takes', () => {
  const [spec] = parseAllDocuments(componentTemplate(sample, ['look'], '1.2.3')).map((document): unknown =>
    document.toJS(),
  );
  const pattern = new RegExp(z.string().parse(specSchema.parse(spec).spec.inputs['min-rows']?.regex));
  expect(['', '200', '0.5', '-1', '1e-3'].filter((text) => !pattern.test(text))).toEqual([]);
  expect(['two', '1,5', '1 ', '$(id)'].filter((text) => pattern.test(text))).toEqual([]);
});

test('tables keep the prose around their marks, and a bar in a description stays text', () => {
  const table = interfaceTables(sample);
  expect(table).toContain('| `model` | **Required.** Model \\| in the policy. |  |');
  const file = { path: 'a.md', text: table, marks: { start: '<a>', end: '</a>' } };
  const page = 'prose\n<a>\nold\n</a>\nmore\n';
  expect(betweenMarks(page, file)).toBe(`prose\n<a>\n${table}\n</a>\nmore\n`);
  expect(() => betweenMarks('no marks', file)).toThrow('a.md lacks the marks');
});

test('the permissions page has a row for each need, and names the commands that need nothing', () => {
  const page = permissionsPage([sample, { ...sample, name: 'quiet', permissions: [] }]);
  expect(page).toContain('| `weigh` | pull-requests: write | api scope | the note | summary only |');
  expect(page).toContain('repository: `quiet`.');
});

test('an input without a description is refused', () => {
  expect(() => actionYaml(bare, 'dist')).toThrow('input model has no description');
});
