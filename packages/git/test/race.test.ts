import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gitLedger } from '@weighbridge/git';
import { bareFixture, gitFixture, gitFixtureEnv } from '@weighbridge/testing';
import { describe, expect, it } from 'vitest';

const program = fileURLToPath(new URL('./append-once.ts', import.meta.url));

async function race(writers: number, root: string, remote: string): Promise<readonly number[]> {
  const runs = Array.from({ length: writers }, (_, number) =>
    promisify(execFile)('node', [program, root, remote, String(number)], { env: { ...gitFixtureEnv } }),
  );
  return (await Promise.all(runs)).map(({ stdout }) => Number(stdout));
}

describe('processes append at once', () => {
  it.each([
    [20, 'origin'],
    [8, ''],
  ])(
    '%i through real git, remote "%s": nothing is lost, retries are bounded',
    { timeout: 120_000 },
    async (writers, remote) => {
      const bare = bareFixture();
      const repo = gitFixture();
      try {
        repo.commit('code');
        repo.git('remote', 'add', 'origin', `file://${bare.root}`);
        const lost = await race(writers, repo.root, remote);
        console.log(`races lost by each writer: ${lost.join(' ')}`);
        expect(Math.max(...lost)).toBeLessThan(60);
        const entries = await gitLedger(repo.root, {
          env: gitFixtureEnv,
          ...(remote === '' ? {} : { remote }),
        }).entries('churn');
        const values = entries
          ?.map(({ record }) => (record.evaluation?.metrics[0]?.value ?? 0) * 1000)
          .sort((a, b) => a - b);
        expect(values).toEqual(Array.from({ length: writers }, (_, number) => number));
        const holder = remote === '' ? repo : bare;
        expect(holder.git('rev-list', '--count', 'weighbridge/ledger')).toBe(String(writers));
        expect(holder.git('fsck', '--connectivity-only')).not.toMatch(/missing|broken/);
      } finally {
        repo.remove();
        bare.remove();
      }
    },
  );
});
