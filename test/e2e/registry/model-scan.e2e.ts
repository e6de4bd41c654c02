import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { scanOutput } from '@weighbridge/command';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toolPath } from '../tools.ts';

/** Models that real libraries write now must pass: a scan that cries wolf is one that is switched off. */
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'wb-models-'));
  execFileSync(toolPath('mlflow-python'), [path.join(import.meta.dirname, 'models.py'), folder]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('models of scikit-learn, pandas and numpy', () => {
  it('pass the scan in every form in which they are saved', async () => {
    const { files, findings } = await scanOutput(folder, '.', []);
    expect(findings.filter(({ severity }) => severity === 'refused')).toEqual([]);
    expect(files).toBe(readdirSync(folder).length);
    expect(files).toBeGreaterThan(140);
    // Each was followed to its end: all but the plain arrays import something.
    expect(new Set(findings.map((finding) => finding.path)).size).toBeGreaterThan(140);
  });
});
