import { describe, expect, it } from 'vitest';
import { setKustomizeImage, setYamlKey } from './gitops-edit.ts';

const kustomization = `# what runs in production
resources: [../base]
images:
  - name: acme/churn   # by our own pipeline
    newTag: "v1.3.2"
  - name: acme/other
    newTag: v9
`;

describe('setKustomizeImage', () => {
  it('changes one line, and keeps comments and quotes', () => {
    expect(setKustomizeImage(kustomization, 'acme/churn', { tag: 'v1.4.0' }, 'k.yaml')).toBe(
      kustomization.replace('"v1.3.2"', '"v1.4.0"'),
    );
  });

  it('adds an image that is not there, and a list', () => {
    expect(setKustomizeImage('resources: [a]\n', 'acme/churn', { tag: 'v1' }, 'k.yaml')).toBe(
      'resources: [a]\nimages:\n  - name: acme/churn\n    newTag: v1\n',
    );
  });

  it('takes away a digest, which would win over the tag', () => {
    const pinned = 'images:\n  - name: a\n    digest: sha256:1\n';
    expect(setKustomizeImage(pinned, 'a', { tag: 'v2' }, 'k.yaml')).toBe('images:\n  - name: a\n    newTag: v2\n');
  });

  it.each(['- a\n', 'images: yes\n', 'a: 1\n---\nb: 2\n', 'a: [\n'])('refuses %j', (text) => {
    expect(() => setKustomizeImage(text, 'a', { tag: 'v1' }, 'k.yaml')).toThrow(/k\.yaml cannot be changed/);
  });
});

describe('setYamlKey', () => {
  it('changes one value, with its comment and with Windows line ends', () => {
    const text = '# values\r\nchurn:\r\n  model: { version: v1.3.2 } # pinned\r\n  replicas: 2\r\n';
    expect(setYamlKey(text, 'churn.model.version', 'v1.4.0', 'values.yaml')).toBe(text.replace('v1.3.2', 'v1.4.0'));
  });

  it('finds the one document of several that holds the key, and leaves anchors', () => {
    const several = 'kind: A\n---\nkind: B\nmodel: v1\n';
    expect(setYamlKey(several, 'model', 'v2', 'f.yaml')).toBe(several.replace('v1', 'v2'));
    const anchored = 'a: &x v1\nb: v1\nc: *x\n';
    expect(setYamlKey(anchored, 'b', 'v2', 'f.yaml')).toBe('a: &x v1\nb: v2\nc: *x\n');
  });

  it('names the key that was meant', () => {
    expect(() => setYamlKey('churn:\n  version: v1\n', 'chrun.version', 'v2', 'values.yaml')).toThrow(
      'values.yaml has no key `chrun.version`. Did you mean `churn.version`?',
    );
  });

  it('refuses a key that two documents hold', () => {
    expect(() => setYamlKey('v: 1\n---\nv: 2\n', 'v', '3', 'f.yaml')).toThrow(/2 documents hold `v`/);
  });
});
