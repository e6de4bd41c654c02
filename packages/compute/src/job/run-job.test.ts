import { chmodSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { job, shell } from '../../test/trial.ts';
import { localCompute } from '../local-compute.ts';
import { findProgram } from '../program.ts';

const run = (command: string | readonly string[], options = shell()) => localCompute(options).run(job(command));

describe('how a command is started', () => {
  it('runs text under bash, where any failing line and any failure inside a pipe fails the whole', async () => {
    const pipe = shell();
    expect(await run('false | true\necho never', pipe)).toMatchObject({ outcome: 'ended', exit: 1 });
    expect(pipe.out.text()).toBe('');
    const line = shell();
    expect(await run('echo one\n(exit 7)\necho never', line)).toMatchObject({ outcome: 'ended', exit: 7 });
    expect(line.out.text()).toBe('one\n');
  });

  it('runs a list of words without any shell', async () => {
    const options = shell();
    const words = ['printf', '%s\n', '$HOME; `id` $(id) *', "'", ''];
    expect(await run(words, options)).toMatchObject({ exit: 0 });
    expect(options.out.text()).toBe("$HOME; `id` $(id) *\n'\n\n");
  });

  it('gives it nothing to read', async () => {
    const options = shell();
    expect(await run('read -r line || echo nothing', options)).toMatchObject({ exit: 0 });
    expect(options.out.text()).toBe('nothing\n');
  });

  it('takes sh where there is no bash, and says what that means', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'no-bash-'));
    symlinkSync('/bin/sh', join(folder, 'sh'));
    const options = shell({ env: { PATH: folder } });
    expect(await run('false\necho never', options)).toMatchObject({ exit: 1 });
    expect(options.out.text()).toBe('');
    expect(options.err.text()).toContain('runs under `sh -e`');
  });

  it.each([
    ['no such program', ['no-such-program-here'], tmpdir(), 127],
    ['no such folder', ['true'], '/no/such/folder', 127],
    ['a file that is no program', [writeFile('not a program')], tmpdir(), 126],
    ['a word that no system call takes', ['printf', 'a\0b'], tmpdir(), 126],
    ['no words', [], tmpdir(), 126],
  ])('ends as in a shell when it cannot be started: %s', async (_why, command, folder, exit) => {
    const options = shell();
    const end = await localCompute(options).run(job(command, { folder }));
    expect(end).toMatchObject({ outcome: 'ended', exit });
    expect(options.err.text()).toBe(`${end.tail}\n`);
  });

  it('says which signal ended it', async () => {
    const end = await run('kill -SEGV $$');
    expect(end).toMatchObject({ outcome: 'ended', signal: 'SIGSEGV' });
    expect(end.exit).toBeUndefined();
  });
});

describe('what a command sees', () => {
  const token = 'ghs_0123456789';
  const names = [
    'GITHUB_TOKEN',
    'ACTIONS_RUNTIME_TOKEN',
    'ACTIONS_ID_TOKEN_REQUEST_URL',
    'INPUT_TOKEN',
    'CI_JOB_TOKEN',
  ];
  const doors = ['GITHUB_ENV', 'GITHUB_PATH', 'GITHUB_OUTPUT', 'GITHUB_STATE', 'GITHUB_STEP_SUMMARY'];
  const own = ['WEIGHBRIDGE_ID_KEY', 'AWS_SECRET_ACCESS_KEY', 'SIGSTORE_ID_TOKEN'];
  const secrets = Object.fromEntries([...names, ...doors, ...own].map((name) => [name, token]));

  it('is no token, no door into the runner, and no credential, even of those it asks for by name', async () => {
    const options = shell({ env: { ...secrets, PATH: process.env['PATH'], GITHUB_ACTIONS: 'true', LANG: 'C.UTF-8' } });
    const end = await localCompute(options).run(job('env', { pass: [...names, ...doors] }));
    expect(end.exit).toBe(0);
    expect(options.out.text()).not.toContain(token);
    const seen = [...options.out.text().matchAll(/^([A-Za-z]\w*)=/gm)].map(([, name]) => name);
    expect(seen.sort()).toEqual(['LANG', 'PATH', 'PWD', 'SHLVL', 'WEIGHBRIDGE_PROCESS']);
  });

  it('is what the policy names, and ours', async () => {
    const options = shell({ env: { PATH: process.env['PATH'], DATA_URL: 'here', OTHER: 'there' } });
    const set = { WEIGHBRIDGE_SEED: '7' };
    await localCompute(options).run(job('echo "$DATA_URL $WEIGHBRIDGE_SEED $OTHER."', { pass: ['DATA_URL'], set }));
    expect(options.out.text()).toBe('here 7 .\n');
  });
});

describe('findProgram', () => {
  it('finds only files that can be run, in the order of PATH', () => {
    const [first, second] = [mkdtempSync(join(tmpdir(), 'path-')), mkdtempSync(join(tmpdir(), 'path-'))];
    writeFileSync(join(first, 'tool'), 'text');
    writeFileSync(join(second, 'tool'), '#!/bin/sh\n');
    expect(findProgram('tool', { PATH: `${first}:${second}` })).toBeUndefined();
    chmodSync(join(second, 'tool'), 0o755);
    expect(findProgram('tool', { PATH: `${first}:${second}` })).toBe(join(second, 'tool'));
    expect(findProgram('./tool', {}, second)).toBe(join(second, 'tool'));
    expect(findProgram('tool', {})).toBeUndefined();
  });
});

function writeFile(text: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'file-')), 'train.py');
  writeFileSync(path, text);
  return path;
}
