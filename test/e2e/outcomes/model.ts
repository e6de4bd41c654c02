import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Files, type GitFixture, gitFixture } from '@weighbridge/testing';

/** What a policy of these tests can say differently. */
export interface PolicyParts {
  readonly top?: readonly string[];
  readonly train?: string;
  readonly evaluate?: string;
  readonly gate?: readonly string[];
}

/** `weighbridge.yml` of one model, with parts of it changed. */
export function policy({ top = [], train, evaluate, gate }: PolicyParts = {}): string {
  const lines = gate ?? ['{ metric: roc_auc, min: 0.70 }', '{ metric: p95_ms, max: 40 }'];
  return [
    'version: 1',
    ...top,
    'models:',
    '  churn:',
    '    data: { evaluation: { path: evaluation.csv } }',
    `    train: { ${train ?? 'outputs: { predictions: predictions.csv }'} }`,
    '    evaluate:',
    `      { ${evaluate ?? 'task: binary, target: churned, score: probability, id: customer, slices: [region]'},`,
    '        metrics: [{ file: metrics.json, key: p95_ms, direction: lower, unit: ms }] }',
    '    gate:',
    ...lines.map((line) => `      - ${line}`),
    '',
  ].join('\n');
}

/** How good the model is, and on how many customers. */
export interface Quality {
  readonly rows?: number;
  /** Share of customers that are scored the wrong way round. */
  readonly wrong?: number;
  /** Another seed errs on other customers. */
  readonly seed?: number;
  /** Names of the two regions. */
  readonly regions?: readonly [string, string];
}

/** Predictions in CSV. The same customers always have the same labels. */
export function predictions({ rows = 600, wrong = 0.1, seed = 1, regions = ['north', 'south'] }: Quality = {}): string {
  const lines = Array.from({ length: rows }, (_, index) => {
    const churned = index % 2;
    const score = (churned + noise(index, 0)) / 2;
    const shown = noise(index, seed) < wrong ? 1 - score : score;
    return `c${index},${churned},${shown.toFixed(6)},${regions[index % 3 === 0 ? 0 : 1]}`;
  });
  return `customer,churned,probability,region\n${lines.join('\n')}\n`;
}

/** A number from 0 to 1 that looks random; the same on every machine. */
function noise(index: number, seed: number): number {
  let bits = Math.imul(index + 1, 0x9e3779b1) ^ Math.imul(seed + 1, 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 15), 0x2c1b3c6d);
  bits = Math.imul(bits ^ (bits >>> 12), 0x297a2d39);
  return ((bits ^ (bits >>> 15)) >>> 0) / 2 ** 32;
}

/** Files of the working tree that are there before each row. */
const start: Files = {
  'weighbridge.yml': policy(),
  'evaluation.csv': 'customer\n1\n',
  'metrics.json': '{ "p95_ms": 31 }\n',
  'predictions.csv': predictions(),
  '.gitignore': 'predictions.csv\n*.parquet\nmetrics.json\noutputs.txt\n',
};

/** A repository with one model: `main` holds the policy, and a branch `change` is checked out one commit after it. */
export function modelRepository(files: Files = {}): GitFixture {
  const repository = gitFixture();
  repository.commit('main', { ...start, ...files });
  repository.git('switch', '--quiet', '--create', 'change');
  repository.commit('change');
  return repository;
}

/** A folder to write into; null deletes a file. */
export type WorkingTree = Pick<GitFixture, 'root' | 'write'>;

/** Any folder as a working tree. */
export function workingTree(root: string): WorkingTree {
  return {
    root,
    write: (files) => {
      for (const [name, text] of Object.entries(files)) {
        const file = path.join(root, name);
        if (text === null) rmSync(file);
        else {
          mkdirSync(path.dirname(file), { recursive: true });
          writeFileSync(file, text);
        }
      }
    },
  };
}

/** Text of a file; undefined when it is not there. */
export function textOf({ root }: Pick<WorkingTree, 'root'>, file: string): string | undefined {
  const place = path.join(root, file);
  return existsSync(place) ? readFileSync(place, 'utf8') : undefined;
}

/** What the run left in `.weighbridge/`. */
export function forgetRun({ root }: Pick<WorkingTree, 'root'>): void {
  rmSync(path.join(root, '.weighbridge'), { recursive: true, force: true });
}
