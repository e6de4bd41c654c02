import { describe, expect, it } from 'vitest';
import { formatGtoTag, isGtoAlias, isGtoName, isGtoVersion, parseGtoTag } from './gto.ts';

// Read by `gto.tag.parse_name` of GTO 1.10.1.
const read = [
  ['churn@v1.4.0', { name: 'churn', action: 'register', version: 'v1.4.0' }],
  ['churn@v1.4.0!', { name: 'churn', action: 'deregister', version: 'v1.4.0' }],
  ['churn@v1.0.0#3', { name: 'churn', action: 'register', version: 'v1.0.0', number: 3 }],
  ['churn@v1.0.0!#3', { name: 'churn', action: 'deregister', version: 'v1.0.0', number: 3 }],
  ['churn#champion#7', { name: 'churn', action: 'assign', alias: 'champion', number: 7 }],
  ['churn#champion!#8', { name: 'churn', action: 'unassign', alias: 'champion', number: 8 }],
  ['churn#champion', { name: 'churn', action: 'assign', alias: 'champion' }],
  ['churn#champion!', { name: 'churn', action: 'unassign', alias: 'champion' }],
  ['churn#cham_pion', { name: 'churn', action: 'assign', alias: 'cham_pion' }],
  ['churn#1#2', { name: 'churn', action: 'assign', alias: '1', number: 2 }],
  ['a/b#c/d#3', { name: 'a/b', action: 'assign', alias: 'c/d', number: 3 }],
  ['a/b=churn@v1.0.0', { name: 'a/b:churn', action: 'register', version: 'v1.0.0' }],
  ['.x=c@v1.0.0', { name: '.x:c', action: 'register', version: 'v1.0.0' }],
  ['churn@v2026.11.22-2', { name: 'churn', action: 'register', version: 'v2026.11.22-2' }],
  ['churn@v1.0.0-rc.1+build.5', { name: 'churn', action: 'register', version: 'v1.0.0-rc.1+build.5' }],
  ['churn@deprecated', { name: 'churn', action: 'deprecate' }],
  ['churn@deprecated#4', { name: 'churn', action: 'deprecate', number: 4 }],
] as const;

const passedOver = [
  ...['churn', 'v1.0.0', 'churn@1.0.0', 'churn@v1.0', 'churn@v01.0.0', 'churn@v1.0.0#x', 'churn@v1.4.0!!'],
  ...['-churn@v1.0.0', 'churn-@v1.0.0', 'chürn@v1.0.0', 'ch urn@v1.0.0', 'a:b@v1.0.0', 'a=b=c@v1.0.0', 'a.b@v1.0.0'],
  ...['churn#a.b#1', 'churn#champion#', 'churn##1', 'churn@created!', 'churn@v1.0.0\n', ''],
];

describe('tags of GTO', () => {
  it.each(read)('%s is read as GTO reads it, and written again', (tag, meaning) => {
    expect(parseGtoTag(tag)).toEqual(meaning);
    expect(formatGtoTag(meaning)).toBe(tag);
  });

  it.each(passedOver)('%j is passed over', (tag) => {
    expect(parseGtoTag(tag)).toBeUndefined();
  });

  it('reads a number with zeros before it', () => {
    expect(parseGtoTag('churn#champion#07')).toMatchObject({ number: 7 });
  });

  it.each([
    { name: 'a.b', action: 'register', version: 'v1.0.0' },
    { name: 'churn', action: 'register', version: '1.0.0' },
    { name: 'churn', action: 'register', version: 'v1.0.0!' },
    { name: 'churn', action: 'assign', alias: 'cham.pion' },
    { name: 'churn', action: 'assign', alias: 'x!' },
    { name: 'churn', action: 'assign', alias: 'x#3' },
    { name: 'churn', action: 'assign', alias: 'champion', number: -1 },
    { name: 'churn', action: 'assign', alias: 'champion', number: 1.5 },
    { name: 'churn#x', action: 'register', version: 'v1.0.0' },
    { name: 'x=churn', action: 'register', version: 'v1.0.0' },
    { name: '', action: 'deprecate' },
  ] as const)('does not write what would be read otherwise: %j', (tag) => {
    expect(() => formatGtoTag(tag)).toThrow(TypeError);
  });

  it('knows names, aliases and versions', () => {
    expect(['churn', 'c', 'a/b:churn', 'churn_2'].every(isGtoName)).toBe(true);
    expect(['a.b', '-x', 'x-', 'a b', '', 'a:b:c'].some(isGtoName)).toBe(false);
    expect([isGtoAlias('champion'), isGtoAlias('cham.pion'), isGtoAlias('')]).toEqual([true, false, false]);
    expect([isGtoVersion('v1.0.0'), isGtoVersion('1.0.0'), isGtoVersion('v2026.01.05')]).toEqual([true, false, false]);
  });
});
