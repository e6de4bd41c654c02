import { describe, expect, it } from 'vitest';
import { annotationLines, workflowCommand } from './runner-commands.ts';

const annotation = {
  level: 'error',
  file: 'schemas/a,b:c.yml',
  line: 14,
  column: 5,
  title: 'income: 12.4% empty',
  message: '10,405 of 83,911 rows\r\n::set-env name=PATH::x',
} as const;

describe('annotations for a runner', () => {
  it('are one command each that no text can end', () => {
    expect(annotationLines([annotation], { GITHUB_ACTIONS: 'true' })).toBe(
      '::error file=schemas/a%2Cb%3Ac.yml,line=14,col=5,title=income%3A 12.4%25 empty::10,405 of 83,911 rows%0D%0A::set-env name=PATH::x\n',
    );
  });

  it('are nothing where nobody reads commands', () => {
    expect(annotationLines([annotation], {})).toBe('');
  });

  it('have no line without a file', () => {
    expect(workflowCommand('warning', { line: 3 }, 'x')).toBe('::warning::x\n');
  });
});
