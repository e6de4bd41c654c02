import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { inputSpecs, inputValue, kebab } from './input-values.ts';

const specs = inputSpecs(
  z.object({
    threshold: z.number().default(0.5).describe('Number.'),
    status: z.boolean().default(false).describe('Flag.'),
    slices: z.array(z.string()).optional().describe('List.'),
    task: z.enum(['binary']).describe('Choice.'),
  }),
);
const [threshold, status, slices, task] = specs;

describe('inputValue', () => {
  it.each([
    [threshold, '0.25', 0.25],
    [threshold, '-1e-3', -0.001],
    [status, 'true', true],
    [status, 'false', false],
    [slices, 'a, b\nc\n', ['a', 'b', 'c']],
    [task, 'binary', 'binary'],
  ])('%o reads %j', (spec, text, value) => {
    expect(spec && inputValue(spec, text)).toEqual(value);
  });

  it.each([
    [threshold, 'half'],
    [threshold, ' '],
    [threshold, 'Infinity'],
    [status, 'yes'],
    [status, '1'],
    [task, 'multiclass'],
  ])('%o refuses %j', (spec, text) => {
    expect(() => spec && inputValue(spec, text)).toThrowError(expect.objectContaining({ code: 'WB1003' }));
  });
});

describe('inputSpecs', () => {
  it('knows defaults, options and what is required', () => {
    expect(specs.map(({ name, kind, required }) => [name, kind, required])).toEqual([
      ['threshold', 'number', false],
      ['status', 'boolean', false],
      ['slices', 'list', false],
      ['task', 'choice', true],
    ]);
  });

  it('wants a description for each input', () => {
    expect(() => inputSpecs(z.object({ bare: z.string() }))).toThrowError(/bare/);
  });

  it('writes names as people do', () => {
    expect(kebab('writeReport')).toBe('write-report');
  });
});
