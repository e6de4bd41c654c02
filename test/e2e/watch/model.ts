import { execFileSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Files } from '@weighbridge/testing';
import { modelFiles } from '../ship/model.ts';

const program = path.resolve(import.meta.dirname, '../../../packages/cli/bin/weighbridge.js');
export const monitorWorkflow = '.github/workflows/weighbridge-monitor.yml';
export const retrainWorkflow = '.github/workflows/weighbridge-retrain.yml';
export const weighWorkflow = '.github/workflows/weighbridge.yml';

/** Where production leaves its rows, outside of every repository. */
export interface Production {
  /** What the model is asked from now on: `spend` has moved by so much away from what it has learnt. */
  moves(shift: number): void;
  readonly folder: string;
  remove(): void;
}

export function production(): Production {
  const folder = mkdtempSync(path.join(tmpdir(), 'wb-production-'));
  const moves = (shift: number): void => {
    writeFileSync(path.join(folder, 'current.csv'), rowsSeen(shift));
    writeFileSync(path.join(folder, 'newest.csv'), rowsLearnt(shift));
  };
  moves(0);
  return { folder, moves, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

const spend = (index: number, shift: number): number => (index % 90) + 0.5 + shift;

/** What the model was asked: there is no label yet. Rows `from` another number on are others. */
export function rowsSeen(shift: number, from = 5000): string {
  return table('customer,spend', (index) => `c${from + index},${spend(index, shift)}`);
}

/** Rows with their labels, to learn from. */
function rowsLearnt(shift: number): string {
  return table('customer,churned,spend', (index) => `c${index},${index % 2},${spend(index, shift)}`);
}

function table(header: string, line: (index: number) => string): string {
  return [header, ...Array.from({ length: 400 }, (_, index) => line(index)), ''].join('\n');
}

/** A repository that is watched, by what `init --monitor` writes for the model of the tests of training. */
export function watchedFiles(forge: 'github' | 'gitlab', { folder }: Production): Files {
  const files = written(forge);
  return {
    ...modelFiles,
    ...Object.fromEntries(Object.entries(files).map(([name, text]) => [name, withRows(text, folder)])),
    'weighbridge.yml': impatient(files['weighbridge.yml'] ?? '', folder),
    'data/train.csv': rowsLearnt(0),
  };
}

function written(forge: 'github' | 'gitlab'): Readonly<Record<string, string>> {
  const folder = mkdtempSync(path.join(tmpdir(), 'wb-init-'));
  try {
    const asked = ['--forge', forge, '--model', 'churn', '--train', 'sh train.sh', '--output', 'model'];
    const columns = ['--target', 'churned', '--score', 'probability'];
    execFileSync(process.execPath, [program, 'init', '--monitor', ...asked, ...columns], { cwd: folder });
    const files = globSync(['*.yml', '.*.yml', '.github/workflows/*.yml'], { cwd: folder });
    return Object.fromEntries(files.map((file) => [file, readFileSync(path.join(folder, file), 'utf8')]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A workflow's own step brings the rows, where the one of `init` says so. */
function withRows(text: string, folder: string): string {
  const bring = `- run: cp ${folder}/current.csv data/current.csv`;
  return text.replace(/# Rows that are not in the repository: .*/u, bring);
}

/** One look decides here, where a user's policy waits for three of five; what is retrained on lies ready. */
function impatient(policy: string, folder: string): string {
  const prepare = `cp ${folder}/newest.csv data/train.csv`;
  const lines = [
    'alarm: 1 of 1',
    'close-after: 1',
    `retrain: { on: [drift], prepare: ${prepare}, commit: [data/train.csv] }`,
  ];
  const changed = policy.replace(/ {6}alarm: .*\n {6}retrain: .*\n/u, `      ${lines.join('\n      ')}\n`);
  if (!changed.includes('1 of 1')) throw new Error('init writes another policy now');
  return changed;
}
