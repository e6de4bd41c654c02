import { describe, expect, it } from 'vitest';
import { setKustomizeImage, setYamlKey } from './gitops-edit.ts';

/** Each: the text, the path, the value, and the text afterwards. */
const edits: readonly (readonly [string, string, string, string])[] = [
  ['a:\n  b:\nc: 1\n', 'a.b', 'v2', 'a:\n  b: v2\nc: 1\n'],
  ['a:\n  b: # later\n', 'a.b', 'v2', 'a:\n  b: v2 # later\n'],
  ['b:', 'b', 'v2', 'b: v2'],
  ['a: {b: , c: 1}\n', 'a.b', 'v2', 'a: {b: v2, c: 1}\n'],
  ['a: |\n  v1\nc: 1\n', 'a', 'v2', 'a: "v2"\nc: 1\n'],
  ['a: >-\r\n  v1\r\nc: 1\r\n', 'a', 'v2', 'a: "v2"\r\nc: 1\r\n'],
  ['a: v1\n  more\nb: 1\n', 'a', 'v2', 'a: v2\nb: 1\n'],
  ['a: &x v1\nb: *x\n', 'a', 'v2', 'a: &x v2\nb: *x\n'],
  ['a: !!str v1\n', 'a', 'v2', 'a: !!str v2\n'],
  ["a: 'v1' # c\n", 'a', "it's", "a: 'it''s' # c\n"],
  ['a: "v1"\n', 'a', 'say "x"', 'a: "say \\"x\\""\n'],
  ['a:\n- b: v1\n- b: v1\n', 'a.1.b', 'v2', 'a:\n- b: v1\n- b: v2\n'],
  ['a:\n  "1": v1\n  1: x\n', 'a.1', 'v2', 'a:\n  "1": v2\n  1: x\n'],
  ['app.io/version: v1\n', 'app.io/version', 'v2', 'app.io/version: v2\n'],
  ['m:\n  app.io/version: v1\n  app: 1\n', 'm.app.io/version', 'v2', 'm:\n  app.io/version: v2\n  app: 1\n'],
  ['\uFEFF---\n# c\na: v1\n...\n', 'a', 'v2', '\uFEFF---\n# c\na: v2\n...\n'],
  ['a: 1\n', 'a', '1.10', 'a: "1.10"\n'],
  ['a: x\n', 'a', 'true', 'a: "true"\n'],
  ['a: x\n', 'a', '2026-11-22', 'a: 2026-11-22\n'],
  ['a: v1\n', 'a', 'v2\nevil: 1', 'a: "v2\\nevil: 1"\n'],
  ["a: 'v1'\n", 'a', 'v2\nevil: 1', 'a: "v2\\nevil: 1"\n'],
  ['a: v1\n', 'a', 'v2 # x', 'a: "v2 # x"\n'],
];

describe('setYamlKey on what people write', () => {
  it.each(edits)('%j, %s = %j', (text, path, value, after) => {
    expect(setYamlKey(text, path, value, 'f.yaml')).toBe(after);
  });

  it.each([
    ['a: &x v1\nb: *x\n', 'b'],
    ['a: {b: 1}\n', 'a'],
    ['a: [1]\n', 'a'],
    ['a: 1\na: 2\n', 'a'],
    ['a: !!int 1\n', 'a'],
  ])('refuses %j at %s', (text, path) => {
    expect(() => setYamlKey(text, path, 'v2', 'f.yaml')).toThrow(expect.objectContaining({ code: 'WB6409' }));
  });

  it('has no key where there is nothing', () => {
    expect(() => setYamlKey('', 'a', 'v2', 'f.yaml')).toThrow(expect.objectContaining({ name: 'UserError' }));
  });
});

describe('setKustomizeImage on what people write', () => {
  it('keeps lists as they are indented', () => {
    const text = '# top\n\nimages:\n- name: b # x\n  newTag: v1\n\n# end\nresources:\n- a\n';
    expect(setKustomizeImage(text, 'a', { tag: 'v2' }, 'k.yaml')).toBe(
      '# top\n\nimages:\n- name: b # x\n  newTag: v1\n- name: a\n  newTag: v2\n\n# end\nresources:\n- a\n',
    );
  });

  it('keeps Windows line ends', () => {
    expect(setKustomizeImage('images:\r\n- name: a\r\n  newTag:\r\n', 'a', { tag: 'v2' }, 'k.yaml')).toBe(
      'images:\r\n- name: a\r\n  newTag: v2\r\n',
    );
    expect(setKustomizeImage('# x\r\nresources: [a]\r\n', 'a', { tag: 'v2' }, 'k.yaml')).toBe(
      '# x\r\nresources: [a]\r\nimages:\r\n  - name: a\r\n    newTag: v2\r\n',
    );
  });
});
