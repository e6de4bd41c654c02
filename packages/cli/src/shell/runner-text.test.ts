import { describe, expect, it } from 'vitest';
import { runnerJson, runnerText } from './runner-text.ts';

const onRunner = { GITHUB_ACTIONS: 'true' };

describe('runnerText', () => {
  it.each([
    ['::add-mask::passed', '\\::add-mask::passed'],
    ['a\n::error file=a.py::b\n', 'a\n\\::error file=a.py::b\n'],
    ['a\r::error::b', 'a\r\\::error::b'],
    ['a\n \t\u00a0\u0085::error::b', 'a\n\\ \t\u00a0\u0085::error::b'],
    ['\n\n  ::error::b', '\n\n\\  ::error::b'],
    ['\u200b:\u200d:error::b', '\\\u200b:\u200d:error::b'],
    ['##[add-mask]passed', '##\\[add-mask]passed'],
    ['❌ recall for region=##[error]north', '❌ recall for region=##\\[error]north'],
    ['###[error]a', '###\\[error]a'],
  ])('makes %j plain', (text, plain) => {
    expect(runnerText(text, onRunner)).toBe(plain);
    expect(runnerText(plain, onRunner)).toBe(plain);
  });

  it.each(['std::vector', 'a: b\n: c', '## [link]', '#[1]', '✅ churn passed: roc_auc is 0.73\n'])(
    'leaves %j',
    (text) => {
      expect(runnerText(text, onRunner)).toBe(text);
    },
  );

  it('leaves all text where no runner reads it', () => {
    expect(runnerText('::error::a ##[error]b', {})).toBe('::error::a ##[error]b');
  });

  it('takes no longer for many blank lines', () => {
    const blank = '\n'.repeat(200_000);
    expect(runnerText(`${blank}::error::a`, onRunner)).toBe(`${blank}\\::error::a`);
  });
});

describe('runnerJson', () => {
  it('keeps the value', () => {
    const value = { name: '::error::a', slice: 'a##[add-mask]b\n::c' };
    const json = runnerJson(JSON.stringify(value, null, 2), onRunner);
    expect(json).not.toContain('##[');
    expect(json).not.toMatch(/^\s*::/m);
    expect(JSON.parse(json)).toEqual(value);
  });
});
