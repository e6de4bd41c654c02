import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { gitFixture } from '@weighbridge/testing';
import { expect, it } from 'vitest';

const program = resolve(import.meta.dirname, '../bin/weighbridge.js');
const policy = (min: string) => `version: 1
models:
  churn:
    train:
      outputs: { predictions: p.csv }
    evaluate: { task: binary, target: y, score: s, slices: [region] }
    gate:
      - { metric: accuracy, min: ${min} }
      - { metric: accuracy, slice: region, min: ${min}, min-n: 1 }
`;
const rows = Array.from({ length: 40 }, (_, row) => `${row},${row % 2},${row % 4 < 2 ? row % 2 : 1 - (row % 2)}`);
const value = '"\n::add-mask::passed\n##[error]x"';

const predictions = ['id,y,s,region', ...rows.map((row) => `${row},${value}`), ''].join('\n');

/** One gate as a step of a job on GitHub runs it, on data whose slice values are workflow commands. */
function gate(min: string, ...options: string[]) {
  const { root, commit, remove } = gitFixture();
  commit('a model', { 'weighbridge.yml': policy(min), 'p.csv': predictions });
  const env = { PATH: process.env['PATH'], HOME: root, GITHUB_ACTIONS: 'true', CI: 'true' };
  const argv = [program, 'gate', '--no-write-report', ...options];
  const ended = spawnSync(process.execPath, argv, { cwd: root, env, encoding: 'utf8' });
  remove();
  return ended;
}

it.each([[''], ['--explain'], ['--suggest'], ['--explain --json']])(
  'the verdict is the exit code, and no data value a command: gate %s',
  (options) => {
    const failed = gate('0.9', ...options.split(' ').filter(Boolean));
    expect(failed.status, failed.stderr).toBe(1);
    expect(failed.stdout).toContain(options === '--suggest' ? 'gate:' : 'add-mask');
    const lines = `${failed.stdout}${failed.stderr}`.split(/\r?\n/);
    // Ours point at the policy's lines, one for each broken check; the runner takes what follows `::` as their text.
    const ours = lines.filter((line) => line.startsWith('::error file=weighbridge.yml,line='));
    expect(ours).toHaveLength(options === '' ? 2 : 0);
    expect(lines.filter((line) => !ours.includes(line) && /^\s*::|##\[/.test(line))).toEqual([]);
  },
);

it('an explained gate that passes exits with 0', () => {
  expect(gate('0.1', '--explain').status).toBe(0);
});
