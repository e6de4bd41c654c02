import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { parseArguments } from './arguments.ts';
import { inputSpecs } from './input-values.ts';

const specs = inputSpecs(
  z.object({
    model: z.string().optional().describe('Model.'),
    minRows: z.number().optional().describe('Rows.'),
    slices: z.array(z.string()).optional().describe('Columns.'),
    status: z.boolean().default(false).describe('Status.'),
    note: z.boolean().default(true).describe('Note.'),
  }),
);

function parse(...argv: string[]): Record<string, string> {
  return Object.fromEntries(parseArguments('gate', specs, argv).values);
}

describe('parseArguments', () => {
  it('reads options apart, attached and by position', () => {
    expect(parse('churn', '--min-rows', '200', '--slices=a,b', '--status')).toEqual({
      model: 'churn',
      minRows: '200',
      slices: 'a,b',
      status: 'true',
    });
  });

  it('joins a list that is given twice, and lets the last of anything else count', () => {
    expect(parse('--slices', 'a', '--slices', 'b', '--min-rows=1', '--min-rows=2')).toEqual({
      slices: 'a\nb',
      minRows: '2',
    });
  });

  it('negates flags', () => {
    expect(parse('--no-note')).toEqual({ note: 'false' });
  });

  it('takes a negative number and an equals sign in a value', () => {
    expect(parse('--min-rows', '-3', '--slices=a=b')).toEqual({ minRows: '-3', slices: 'a=b' });
  });

  it.each([
    [['--statuss'], /WB1002.*Did you mean "status"/],
    [['--min-rows'], /WB1005/],
    [['--min-rows', '--status'], /WB1005/],
    [['churn', 'fraud'], /WB1006.*fraud/],
    [['--no-slices'], /WB1002/],
  ])('refuses %j', (argv, message) => {
    expect(() => parseArguments('gate', specs, argv)).toThrowError(
      expect.toSatisfy((error: { code: string; message: string }) => message.test(`${error.code} ${error.message}`)),
    );
  });
});
