import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { type Digest, type Manifest, makeManifest, type RunRecord, type VersionSection } from '@weighbridge/core';
import { recordFixture } from '@weighbridge/testing';
import { describe, expect, it } from 'vitest';
import { mlBom } from './ml-bom.ts';

const digest = (digit: string): Digest => `sha256:${digit.repeat(64)}`;
const fixture = recordFixture({ slices: 3 });
const record: RunRecord = {
  ...fixture,
  subject: {
    ...fixture.subject,
    key: digest('9'),
    run: { id: '1', attempt: 1, job: 'x', startedAt: '2026-11-22T10:00:00Z' },
  },
  data: {
    datasets: [
      {
        name: 'train',
        path: 'data/train.csv',
        digest: digest('1'),
        rows: 1000,
        schema: { path: 's.yml', digest: digest('2'), dialect: 'weighbridge', ignored: [] },
      },
    ],
  },
};
const version: VersionSection = {
  name: 'v1.4.0',
  tag: 'churn@v1.4.0',
  commit: '1'.repeat(40),
  why: 'params changed: minor',
  model: digest('3'),
  manifest: digest('4'),
  files: 3,
  bytes: 2000,
  registries: [],
};
const manifest: Manifest = makeManifest({
  model: 'churn',
  files: [
    { path: 'model/model.pkl', bytes: 10, digest: digest('5'), from: 'bytes' },
    { path: 'model/big.bin', bytes: 5e9, digest: digest('6'), from: 'lfs' },
    { path: 'model/other', digest: `md5:${'7'.repeat(32)}.dir`, from: 'dvc' },
  ],
  datasets: [
    { name: 'train', path: 'data/train.csv', digest: digest('1'), from: 'bytes' },
    { name: 'evaluation', path: 'data/evaluation.csv', digest: `md5:${'8'.repeat(32)}`, from: 'dvc' },
  ],
});
const requirements = [
  '# pinned',
  'scikit-learn==1.9.1 \\',
  `    --hash=sha256:${'a'.repeat(64)} \\`,
  `    --hash=sha256:${'b'.repeat(64)}`,
  `joblib==1.6.0 --hash=sha256:${'c'.repeat(64)}`,
  'numpy>=2',
  'Typing_Extensions==4.16.0+local.1',
].join('\n');
const parts = {
  record,
  version,
  manifest,
  digest: digest('0'),
  lockfile: { path: 'requirements.txt', text: requirements },
};

/** What CycloneDX' own validator, with its own schemas, says of a text; null is no complaint. */
function complaints(text: string) {
  return new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(text);
}

describe('an ML-BOM', () => {
  it('is what CycloneDX’ schema says it must be', async () => {
    expect(await complaints(mlBom(parts))).toBeNull();
    expect(
      await complaints(
        mlBom({
          record: recordFixture(),
          version,
          manifest: makeManifest({ model: 'churn', files: [] }),
          digest: digest('0'),
        }),
      ),
    ).toBeNull();
  });

  it('would be told when it is not', async () => {
    const bom = JSON.parse(mlBom(parts));
    bom.metadata.component.modelCard.modelParameters.approach.type = 'guessed';
    expect(await complaints(JSON.stringify(bom))).not.toBeNull();
  });

  it('names the model, its files, its datasets and its packages', () => {
    const bom = JSON.parse(mlBom(parts));
    const model = bom.metadata.component;
    expect(model).toMatchObject({ type: 'machine-learning-model', name: 'churn', version: '1.4.0' });
    expect(model.hashes).toEqual([{ alg: 'SHA-256', content: '3'.repeat(64) }]);
    expect(model.components).toHaveLength(3);
    const refs = bom.components.map((component: { 'bom-ref': string }) => component['bom-ref']).sort();
    expect(refs).toEqual([
      'dataset:evaluation:data/evaluation.csv',
      'dataset:train:data/train.csv',
      'pkg:pypi/joblib@1.6.0',
      'pkg:pypi/numpy',
      'pkg:pypi/scikit-learn@1.9.1',
      'pkg:pypi/typing-extensions@4.16.0%2Blocal.1',
    ]);
    const own = bom.dependencies.find(({ ref }: { ref: string }) => ref === 'model:churn@v1.4.0');
    expect(own.dependsOn.toSorted()).toEqual(refs);
  });

  it('carries metrics, slices, limits and what the data is', () => {
    const bom = JSON.parse(mlBom(parts));
    const { quantitativeAnalysis, modelParameters } = bom.metadata.component.modelCard;
    expect(quantitativeAnalysis.performanceMetrics).toHaveLength(4);
    expect(quantitativeAnalysis.performanceMetrics[1]).toEqual({
      type: 'roc_auc',
      value: '0.75',
      slice: 'region=region 0',
    });
    expect(modelParameters.datasets).toEqual([
      { ref: 'dataset:evaluation:data/evaluation.csv' },
      { ref: 'dataset:train:data/train.csv' },
    ]);
    const train = bom.components.find(({ name }: { name: string }) => name === 'train');
    expect(train.data).toEqual([
      expect.objectContaining({
        type: 'dataset',
        contents: {
          properties: [
            { name: 'weighbridge:rows', value: '1000' },
            { name: 'weighbridge:schema', value: digest('2') },
          ],
        },
      }),
    ]);
  });
});

describe('an ML-BOM made again', () => {
  it('gives a package one hash as its own, and several as those of its files', () => {
    const components = JSON.parse(mlBom(parts)).components;
    const named = (name: string) => components.find((component: { name: string }) => component.name === name);
    expect(named('joblib').hashes).toEqual([{ alg: 'SHA-256', content: 'c'.repeat(64) }]);
    expect(named('scikit-learn').hashes).toBeUndefined();
    expect(named('scikit-learn').properties).toHaveLength(2);
  });

  it('is the same text for the same version of the same record, and another for another', () => {
    expect(mlBom(structuredClone(parts))).toBe(mlBom(parts));
    const serial = (text: string): string => JSON.parse(text).serialNumber;
    expect(serial(mlBom(parts))).toMatch(
      /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u,
    );
    expect(serial(mlBom({ ...parts, digest: digest('1') }))).not.toBe(serial(mlBom(parts)));
    expect(JSON.parse(mlBom(parts)).metadata.timestamp).toBe('2026-11-22T10:00:00.000Z');
  });
});
