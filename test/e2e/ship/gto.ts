import { execFileSync } from 'node:child_process';
import { type GitFixture, gitFixtureEnv } from '@weighbridge/testing';
import * as z from 'zod';
import { toolPath } from '../tools.ts';

const shown = z.array(
  z.looseObject({
    version: z.string(),
    commit_hexsha: z.string(),
    stages: z.array(z.looseObject({ stage: z.string() })),
  }),
);
const past = z.array(z.looseObject({ event: z.string(), version: z.string(), stage: z.string().nullish() }));

/** What the real GTO makes of the tags of a clone. */
export interface SeenByGto {
  /** Commit by version. */
  readonly versions: Readonly<Record<string, string>>;
  /** Version by alias. */
  readonly aliases: Readonly<Record<string, string>>;
  /** What happened, oldest first: `registration v1.0.0`, `assignment v1.0.0 champion`. */
  readonly history: readonly string[];
}

export function seenByGto(clone: GitFixture, model: string): SeenByGto {
  const gto = (...args: string[]): unknown =>
    JSON.parse(
      execFileSync(toolPath('gto'), [...args, '--json'], { cwd: clone.root, env: { ...gitFixtureEnv } }).toString(),
    );
  const versions = shown.parse(gto('show', model));
  const history = past.parse(gto('history', model, '--ascending'));
  return {
    versions: Object.fromEntries(versions.map(({ version, commit_hexsha }) => [version, commit_hexsha])),
    aliases: Object.fromEntries(
      versions.flatMap(({ version, stages }) => stages.map(({ stage }) => [stage, version] as const)),
    ),
    history: history
      .filter(({ event }) => event !== 'commit')
      .map(({ event, version, stage }) => `${event} ${version}${stage ? ` ${stage}` : ''}`),
  };
}
