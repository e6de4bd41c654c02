import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { shell } from '../../test/trial.ts';
import { localCompute } from '../local-compute.ts';
import { memoryBytes } from './facts.ts';

function place(programs: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'facts-'));
  for (const [name, text] of Object.entries(programs)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  return folder;
}

const says = (version: string): string => `[ "$1" = --version ] && echo 'Python ${version}'`;

describe('facts', () => {
  it('say what this machine is', async () => {
    const facts = await localCompute(shell()).facts('true');
    expect(facts.os).toMatch(/\S+ (?:x64|arm64)$/);
    expect(facts.cores).toBeGreaterThanOrEqual(1);
    expect(facts.memoryBytes).toBeGreaterThan(2 ** 28);
  });

  it('know the real Python of this machine', async () => {
    expect((await localCompute(shell()).facts('python3 train.py')).interpreter).toMatch(/^Python 3\.\d+\.\d+/);
  });

  it.each([
    ['the program that the command begins with', 'python3.12 train.py', 'Python 3.12.1'],
    ['a path in the command', '.venv/bin/python train.py --fast', 'Python 3.9.0rc1'],
    ['a quoted path behind variables', "A=1 OMP_NUM_THREADS=2 '.venv/bin/python' train.py", 'Python 3.9.0rc1'],
    ['the first word of a list', ['.venv/bin/python', 'train.py'], 'Python 3.9.0rc1'],
    ['python on the PATH for any other program', 'make model', 'Python 3.11.9'],
    ['python on the PATH when the named one is missing', 'python3.7 train.py', 'Python 3.11.9'],
  ])('take as interpreter %s', async (_what, command, version) => {
    const folder = place({
      'bin/python3.12': says('3.12.1'),
      'bin/python': says('3.11.9'),
      '.venv/bin/python': says('3.9.0rc1'),
    });
    const options = shell({ env: { PATH: `${join(folder, 'bin')}:/usr/bin:/bin` }, folder });
    expect((await localCompute(options).facts(command)).interpreter).toBe(version);
  });

  it('prefer the active virtual environment', async () => {
    const folder = place({ 'bin/python': says('3.11.9'), 'env/bin/python': says('3.13.2') });
    const env = { PATH: `${join(folder, 'bin')}:/usr/bin:/bin`, VIRTUAL_ENV: join(folder, 'env') };
    expect((await localCompute(shell({ env })).facts('make')).interpreter).toBe('Python 3.13.2');
  });

  it('take python3 where python fails, hangs or is something else, and nothing where there is none', async () => {
    const version = async (programs: Readonly<Record<string, string>>) => {
      const env = { PATH: `${place(programs)}:/usr/nowhere` };
      return (await localCompute(shell({ env, patience: 200 })).facts('train')).interpreter;
    };
    expect(await version({ python: 'exit 1', python3: says('3.11.9') })).toBe('Python 3.11.9');
    expect(await version({ python: 'exec /bin/sleep 20', python3: says('3.11.9') })).toBe('Python 3.11.9');
    expect(await version({ python: 'echo snake', python3: says('3.11.9') })).toBe('Python 3.11.9');
    expect(await version({})).toBeUndefined();
  });
});

describe('memoryBytes', () => {
  it.each([
    [16e9, 0, 16e9],
    [16e9, 4e9, 4e9],
    [16e9, 2 ** 64, 16e9],
  ])('of a machine with %d and a limit of %d is %d', (machine, limit, expected) => {
    expect(memoryBytes(machine, limit)).toBe(expected);
  });
});
