import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hookedSystem, writeModel } from '@weighbridge/testing';
import { servingContract } from '@weighbridge/testing/serving-contract';
import { commandServing } from './command-serving.ts';

for (const kind of ['every command', 'the three that must be'] as const) {
  servingContract(`commandServing with ${kind}`, { fencing: true, killable: false }, async () => {
    const root = mkdtempSync(join(tmpdir(), 'wb-hooks-'));
    const system = join(root, 'system');
    const command = (name: string): readonly string[] => [...hookedSystem, system, name];
    const some = { setWeight: command('set-weight'), status: command('status'), abort: command('abort') };
    const all = { ...some, start: command('start'), promote: command('promote') };
    const hooks = { ...(kind === 'every command' ? all : some), timeout: 20_000 };
    return {
      open: () => commandServing({ hooks, folder: join(root, 'state'), root, env: process.env }),
      version: (name) => writeModel(root, name),
      ask: async () => {
        const side = Math.random() * 100 < Number(readFileSync(join(system, 'weight'), 'utf8')) ? 'canary' : 'stable';
        return readFileSync(join(system, side), 'utf8');
      },
      close: async () => rmSync(root, { recursive: true, force: true }),
    };
  });
}
