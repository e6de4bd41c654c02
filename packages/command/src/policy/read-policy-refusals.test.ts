import { formatUserError, UserError } from '@weighbridge/core';
import { describe, expect, it } from 'vitest';
import { readPolicy } from './read-policy.ts';

const small = `version: 1
models:
  churn:
    train: { outputs: { predictions: p.csv } }
    evaluate: { task: binary, target: y, score: s }
    gate: [{ metric: roc_auc, min: 0.5 }]
`;

function errorOf(text: string): string {
  try {
    readPolicy(text, 'w.yml');
  } catch (error) {
    if (error instanceof UserError) return formatUserError(error);
    throw error;
  }
  return 'no error';
}

describe('what a later version will have is refused by name', () => {
  it('a kind of store', () => {
    expect(errorOf(small.replace('version: 1', 'version: 1\nstore: { kind: oci }'))).toContain(
      ': `store.kind: oci` is not in this version. ',
    );
  });

  it.each([
    [
      '    deploy: { target: haprxoy, steps: [5], bake: 10m }\n',
      'models.churn.deploy.target is "haprxoy". Did you mean "haproxy"?',
    ],
    [
      '    deploy: { target: haproxy, steps: [500], bake: 10m }\n',
      'models.churn.deploy.steps[0] is 500. It must be a percent of at most 100.',
    ],
    [
      '    monitor: { current: d.csv, alarm: often }\n',
      'models.churn.monitor.alarm is "often". It must be a count of windows such as `3 of 5`.',
    ],
    ['    register: { shceme: semver }\n', 'unknown key "shceme" in models.churn.register. Did you mean "scheme"?'],
  ])('a wrong shape comes first: %s', (line, expected) => {
    expect(errorOf(`${small}${line}`)).toContain(expected);
  });

  it.each(['.', './', '.git', './.git/x', '.Git/hooks', '.weighbridge/churn', 'vendor/.git'])(
    'a branch carries no %s',
    (path) => {
      const line = `    monitor: { current: d.csv, retrain: { prepare: make data, commit: [${path}] } }\n`;
      expect(errorOf(`${small}${line}`)).toContain('It must be a file or folder of the repository, such as `data`');
    },
  );

  it('takes what is in this version', () => {
    expect(errorOf(small.replace('version: 1', 'version: 1\nstore: { kind: ci-artifact, max: 1 GB }'))).toBe(
      'no error',
    );
  });
});

describe('bad YAML is one error with a place', () => {
  it.each([
    [
      'a tab',
      'version: 1\nmodels:\n\tchurn: {}\n',
      /^WB2001 w\.yml:3:1: The policy is not readable as YAML: tabs are not allowed as indentation/,
    ],
    ['an open bracket', 'version: 1\nmodels: { churn: [\n', /^WB2001 w\.yml:\d+:\d+: /],
    ['a key twice', 'version: 1\nversion: 1\nmodels: {}\n', /^WB2001 w\.yml:2:1: .*map keys must be unique/],
    ['two documents', `${small}---\n${small}`, /^WB2001 w\.yml:7:1: /],
    ['an unknown alias', 'version: 1\nmodels: *nowhere\n', /^WB2001 w\.yml:2:9: .*nowhere/],
    ['an unknown tag', 'version: !!js/function 1\nmodels: {}\n', /^WB2001 w\.yml:1:10: /],
    ['an empty file', '', /^WB2002 w\.yml:1:1: The policy is empty\./],
    ['only a comment', '# nothing\n', /^WB2002 w\.yml/],
    ['a scalar', 'hello\n', /^WB2012 w\.yml:1:1: the policy is "hello"\. It must be a mapping/],
    ['a list', '- 1\n', /^WB2012 w\.yml:1:1: the policy is a list\./],
    ['control characters', 'version: 1\nmodels: "\u0000"\n', /^WB20\d\d w\.yml:2:\d+: /],
    ['no models', 'version: 1\nmodels: {}\n', /^WB2011 w\.yml:2:9: /],
    ['a merge key', `${small.replace('gate:', '<<: { x: 1 }\n    gate:')}`, /^WB2010 w\.yml:6:5: unknown key "<<"/],
    ['a prototype', `${small.replace('  churn:', '  __proto__:')}`, /^WB20\d\d w\.yml:\d+:\d+: /],
  ])('%s', (_case, text, expected) => {
    expect(errorOf(text)).toMatch(expected);
  });

  it('refuses aliases that multiply', () => {
    const levels = Array.from(
      { length: 9 },
      (_, level) => `a${level + 1}: &a${level + 1} [${Array(9).fill(`*a${level}`).join(', ')}]`,
    );
    const bomb = ['a0: &a0 [x, x, x, x, x, x, x, x, x]', ...levels].join('\n');
    expect(errorOf(bomb)).toMatch(/^WB2001 w\.yml:2:10: .*anchors and aliases unfold to more than 100 values/);
  });

  it('refuses nesting that overflows the reader', () => {
    expect(errorOf(`version: ${'['.repeat(100_000)}`)).toMatch(/^WB20\d\d w\.yml/);
  });

  it('refuses a file that is no policy by its size', () => {
    expect(errorOf(`# ${'x'.repeat(300_000)}`)).toMatch(/^WB2001 w\.yml: .*more than 262144 characters/);
  });
});
