import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fakeHaproxy } from '@weighbridge/testing';
import { haproxyContract } from '@weighbridge/testing/haproxy-contract';
import { haproxyServing } from './haproxy-serving.ts';

haproxyContract('haproxyServing', async () => {
  const haproxy = await fakeHaproxy();
  const root = mkdtempSync(join(tmpdir(), 'wb-haproxy-'));
  const kept = { text: undefined as string | undefined, isLost: false };
  const memory = {
    read: async () => kept.text,
    write: async (text: string) => {
      if (!kept.isLost) kept.text = text;
    },
  };
  const start = 'echo "$WEIGHBRIDGE_SERVER $WEIGHBRIDGE_VERSION" >>started';
  const policy = { socket: haproxy.socket, backend: 'churn', stable: 'blue', canary: 'green', start };
  const patience = { ready: 300, drain: 300 };
  return {
    serving: () => haproxyServing({ haproxy: policy, root, env: process.env, memory, patience }),
    ask: (command) => ask(haproxy.socket, command),
    loseWrites: (isLost) => {
      kept.isLost = isLost;
    },
    setHealthy: (isHealthy) => {
      haproxy.servers.green.check = isHealthy ? 'passes' : 'fails';
    },
    started: () => linesOf(join(root, 'started')),
    close: async () => {
      await haproxy.close();
      rmSync(root, { recursive: true });
    },
  };
});

function linesOf(file: string): readonly string[] {
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
}

async function ask(path: string, command: string): Promise<string> {
  const connection = connect({ path });
  connection.end(`${command}\n`);
  return (await connection.setEncoding('utf8').toArray()).join('');
}
