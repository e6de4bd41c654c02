import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { processesIn } from '../../test/processes.ts';

const harness = new URL('../../test/harness.ts', import.meta.url).pathname;
const waits = 'while :; do sleep 0.02; done';
const stubborn = `trap '' TERM; ${waits}`;

interface Shell {
  readonly child: ChildProcess;
  readonly folder: string;
  readonly text: () => string;
}

/** A shell in a process of its own, whose command says `ready` and then has work for ever. */
async function startShell(command: string, grace: number): Promise<Shell> {
  const folder = mkdtempSync(join(tmpdir(), 'watcher-'));
  const child = spawn(process.execPath, [harness, command, String(grace)], { cwd: folder });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  await until(() => text.includes('ready'));
  return { child, folder, text: () => text };
}

describe.runIf(process.platform === 'linux')('when this program is ended', () => {
  it.each([
    ['its child', `echo ready; ${stubborn}`],
    ['and a daemon of it', `(setsid sh -c "${stubborn}" >/dev/null 2>&1 &)\necho ready; ${stubborn}`],
  ])('by SIGKILL, the command ends with it: %s', async (_what, command) => {
    const { child, folder } = await startShell(command, 60_000);
    await until(() => processesIn(folder).length > 1);
    child.kill('SIGKILL');
    await until(() => processesIn(folder).length === 0);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('by %s, the command saves, and it is said how it ended', async (signal) => {
    const { child, folder, text } = await startShell(`trap 'echo saved; exit 3' TERM\necho ready\n${waits}`, 5000);
    child.kill(signal);
    expect(await once(child, 'exit')).toEqual([0, null]);
    const lines = text().trimEnd().split('\n');
    expect(lines.slice(0, 2)).toEqual(['ready', 'saved']);
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ outcome: 'interrupted', exit: 3 });
    expect(processesIn(folder)).toEqual([]);
  });
});

async function until(isTrue: () => boolean): Promise<void> {
  for (let turn = 0; turn < 500 && !isTrue(); turn++) await sleep(10);
  expect(isTrue()).toBe(true);
}
