import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, globSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { GitFixture } from '@weighbridge/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { modelRepository, policy, predictions, textOf } from './outcomes/model.ts';
import { endOf, installProgram, type Program, plainEnvironment } from './outcomes/program.ts';

const record = '.weighbridge/churn/run.json';
const relative = policy({ gate: ['{ metric: roc_auc, min: 0.70, max-drop: 0.02 }'] });

let program: Program;
beforeAll(() => {
  program = installProgram();
});
afterAll(() => program.remove());

async function inRepository(work: (repository: GitFixture) => Promise<void>): Promise<void> {
  const repository = modelRepository({ 'weighbridge.yml': relative });
  try {
    await work(repository);
  } finally {
    repository.remove();
  }
}

/** A port of this machine on which nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** What a push to `change` looks like on GitHub, with the API at an address. */
function pushOnGithub(apiUrl: string): Record<string, string> {
  return {
    GITHUB_ACTIONS: 'true',
    GITHUB_EVENT_NAME: 'push',
    GITHUB_REF: 'refs/heads/change',
    GITHUB_REPOSITORY: 'acme/models',
    GITHUB_SERVER_URL: apiUrl,
    GITHUB_API_URL: apiUrl,
    GITHUB_RUN_ID: '7',
    GITHUB_JOB: 'model',
    GITHUB_TOKEN: 'ghs_that_must_not_be_shown',
  };
}

describe('the baseline could not be read: exit 3, no verdict, and the record from before stays', () => {
  test('the API does not answer', async () => {
    await inRepository(async (repository) => {
      const address = `http://127.0.0.1:${await closedPort()}`;
      const env = { ...pushOnGithub(address), GITHUB_OUTPUT: path.join(repository.root, 'outputs.txt') };
      const { exit, stdout, stderr } = await program.run(['gate'], { folder: repository.root, env });
      expect(exit, stderr).toBe(3);
      const line = /^WB5901: .*$/m.exec(stderr)?.[0];
      expect(line).toMatch(
        /^WB5901: GitHub at http:\/\/127\.0\.0\.1:\d+ could not be reached: .* \(3 tries\)\. Run the job again\.$/,
      );
      expect(stdout).toBe(`::error::${line}\n`);
      expect(stdout + stderr).not.toContain('must_not_be_shown');
      expect(textOf(repository, record)).toBe(undefined);
      expect(textOf(repository, 'outputs.txt')).toBe(undefined);
    });
  });

  test('a shallow clone without a remote', async () => {
    await inRepository(async (repository) => {
      const clone = repository.clone('--depth', '1');
      try {
        clone.git('remote', 'remove', 'origin');
        clone.write({ 'predictions.csv': predictions() });
        const env = { ...pushOnGithub('http://127.0.0.1:9'), GITHUB_TOKEN: '' };
        const { exit, stderr } = await program.run(['gate'], { folder: clone.root, env });
        expect(exit, stderr).toBe(3);
        expect(stderr).toMatch(/^WB4\d{3}: .*Nothing was judged\. .*fetch-depth: 0.*$/m);
        expect(textOf(clone, record)).toBe(undefined);
      } finally {
        clone.remove();
      }
    });
  });

  test('what an earlier run wrote is not touched', async () => {
    await inRepository(async (repository) => {
      await program.run(['gate'], { folder: repository.root });
      const before = [record, '.weighbridge/churn/note.md', '.weighbridge/churn/report.html'].map((file) =>
        textOf(repository, file),
      );
      expect(before[0]).toMatch(/"verdict"/);
      const env = pushOnGithub(`http://127.0.0.1:${await closedPort()}`);
      const { exit } = await program.run(['gate'], { folder: repository.root, env });
      expect(exit).toBe(3);
      const after = [record, '.weighbridge/churn/note.md', '.weighbridge/churn/report.html'].map((file) =>
        textOf(repository, file),
      );
      expect(after).toEqual(before);
    });
  });
});

test('a defect of ours: exit 4, one line, and a debug file without data values', async () => {
  await inRepository(async (repository) => {
    // Nothing that a user can do reaches this; a broken runtime does.
    const broken = `crypto.randomUUID = () => { throw new Error('no id for "c4111" nor 4111') };`;
    writeFileSync(path.join(program.folder, 'broken.mjs'), broken);
    const env = { NODE_OPTIONS: `--import=${path.join(program.folder, 'broken.mjs')}` };
    const { exit, stdout, stderr } = await program.run(['gate'], { folder: repository.root, env });
    expect({ exit, stdout }).toEqual({ exit: 4, stdout: '' });
    const last = stderr.trimEnd().split('\n').at(-1);
    expect(last).toBe(
      'This is a defect in weighbridge, not in your repository. Please report it with the file `.weighbridge/debug.json`; it holds no data values.',
    );
    const debug = textOf(repository, '.weighbridge/debug.json') ?? '';
    expect(JSON.parse(debug)).toMatchObject({ node: process.version, ci: false });
    expect(debug).toMatch(/Error: no id for/);
    expect(debug).toMatch(/dist\/[\w-]+\.mjs:\d+:\d+/);
    expect(debug).not.toMatch(/4111/);
    expect(textOf(repository, record)).toBe(undefined);
  });
});

/** Starts `gate` on predictions that never end, and resolves when it has read the first of them. */
async function inTheMiddle(repository: GitFixture): Promise<ReturnType<typeof spawn>> {
  const pipe = path.join(repository.root, 'predictions.csv');
  rmSync(pipe);
  execFileSync('mkfifo', [pipe]);
  const child = spawn(process.execPath, [program.starter, 'gate'], {
    cwd: repository.root,
    env: plainEnvironment(),
    stdio: 'ignore',
  });
  const writer = createWriteStream(pipe, { flags: 'r+' });
  // More than a pipe holds: when it is written, the program is reading.
  const text = predictions({ rows: 8000 });
  await new Promise((resolve, reject) => {
    writer.on('error', reject);
    writer.write(text, resolve);
  });
  child.once('exit', () => writer.destroy());
  return child;
}

describe.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGKILL', 137],
] as const)('interrupted by %s', (signal, code) => {
  test(`exit ${code}, nothing half written, and the next run is fine`, async () => {
    await inRepository(async (repository) => {
      await program.run(['gate'], { folder: repository.root });
      const before = textOf(repository, record);
      const child = await inTheMiddle(repository);
      child.kill(signal);
      const [exit, by] = await once(child, 'exit');
      expect([exit, by]).toEqual([null, signal]);
      expect(textOf(repository, record)).toBe(before);
      expect(globSync('**/*.tmp', { cwd: repository.root })).toEqual([]);
      rmSync(path.join(repository.root, 'predictions.csv'));
      repository.write({ 'predictions.csv': predictions() });
      expect((await program.run(['gate'], { folder: repository.root })).exit).toBe(0);
    });
  });
});

test('killed at any moment: the record is whole or not there', async () => {
  await inRepository(async (repository) => {
    repository.write({ 'predictions.csv': predictions({ rows: 40_000 }) });
    for (const pause of [100, 200, 300, 400, 500, 700, 1000]) {
      const child = spawn(process.execPath, [program.starter, 'gate'], {
        cwd: repository.root,
        env: plainEnvironment(),
        stdio: 'ignore',
      });
      await wait(pause);
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      const text = textOf(repository, record);
      if (text !== undefined) expect(JSON.parse(text)).toHaveProperty('verdict');
    }
    expect((await program.run(['gate'], { folder: repository.root })).exit).toBe(0);
  });
});

test('a reader that goes away is no error', async () => {
  await inRepository(async (repository) => {
    repository.write({ 'predictions.csv': predictions({ rows: 20_000 }) });
    const call = `"${process.execPath}" "${program.starter}"`;
    const commands = [`${call} evaluate --json | head -c 1`, `${call} gate 2>&1 | head -n 1`];
    for (const command of commands) {
      const script = `${command} >first.txt; echo "\${PIPESTATUS[0]}"`;
      const { stdout, stderr } = await endOf('bash', ['-c', script], { folder: repository.root });
      expect(stdout).toBe('0\n');
      expect(stderr).not.toMatch(/EPIPE|Error|^\s+at /m);
    }
  });
});
