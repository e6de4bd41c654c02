import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type RunRecord, runRecord } from '@weighbridge/core';
import { places } from './places.ts';
import { followProgram, runProgram, tryProgram } from './program.ts';
import type { ShippedStory } from './ship-judge.ts';
import { type StoryTarget, servingVersion } from './target.ts';
import type { Answered, Traffic } from './traffic.ts';

/** The record as the last command left it. */
async function currentRecord(): Promise<RunRecord> {
  const text = await readFile(join(places.repository, '.weighbridge', 'churn', 'run.json'), 'utf8');
  return runRecord.parse(JSON.parse(text));
}

/** `weighbridge ship churn`, or `weighbridge rollback churn`: the reader sees its lines as they come. Throws on an error. */
export async function ship(command: 'ship' | 'rollback', onLine: (line: string) => void): Promise<number> {
  const args = [places.weighbridge, command, 'churn'];
  const code = await followProgram(process.execPath, args, places.repository, onLine);
  if (code > 1) throw new Error(`\`weighbridge ${command} churn\` ended with ${code}`);
  return code;
}

/** What serves, and who asks it. */
export interface Shop {
  readonly target: StoryTarget;
  readonly traffic: Traffic;
  /** Version that the first customers met. */
  readonly first: string;
}

/** Ships or rolls back under traffic, and says what became of it. */
export async function shipUnder(
  { target, traffic, first }: Shop,
  command: 'ship' | 'rollback',
  onLine: (line: string) => void,
): Promise<ShippedStory> {
  const [before, answers] = [await servingVersion(target), traffic.answered()];
  const exit = await ship(command, onLine);
  const [after, record] = [await servingVersion(target), await currentRecord()];
  const outcome = command === 'rollback' && exit === 0 ? 'rolled back' : endingOf(record);
  return { exit, outcome, record, first, before, after, answered: since(answers, traffic.answered()) };
}

function endingOf({ rollout }: RunRecord): string {
  if (rollout?.phase === 'finished') return 'shipped';
  return rollout?.phase === 'aborted' ? 'rolled back' : (rollout?.phase ?? 'not shipped');
}

function since(before: ReadonlyMap<string, Answered>, now: ReadonlyMap<string, Answered>): Map<string, Answered> {
  return new Map(
    [...now].map(([version, { requests, errors }]) => {
      const old = before.get(version);
      return [version, { requests: requests - (old?.requests ?? 0), errors: errors - (old?.errors ?? 0) }];
    }),
  );
}

/** The tags of versions and aliases, as anyone sees them at the remote. */
export async function shipTags(): Promise<readonly string[]> {
  const { stdout } = await tryProgram('git', ['ls-remote', '--tags', '--refs', 'origin'], places.repository);
  return stdout.split('\n').flatMap((line) => line.match(/refs\/tags\/(.+)$/)?.[1] ?? []);
}

/** A version, and the digest of its bytes. */
export interface Served {
  readonly version: string;
  readonly model: string;
}

/** Registers main and gives it the alias, without a rollout. Throws where either is refused. */
export async function promote(): Promise<void> {
  for (const command of ['register', 'promote'])
    await runProgram(process.execPath, [places.weighbridge, command, 'churn'], places.repository);
}

/** The champion, as the newest tag of the alias says. */
export async function champion(): Promise<Served> {
  const list = ['tag', '--list', 'churn#champion#*', '--sort=-version:refname', '--format=%(contents)'];
  await runProgram('git', ['fetch', '--quiet', '--tags', 'origin'], places.repository);
  const text = await runProgram('git', list, places.repository);
  const [, version] = /^churn (v\S+) is champion$/m.exec(text) ?? [];
  const [, model] = /^Weighbridge-Model: sha256:([0-9a-f]{64})$/m.exec(text) ?? [];
  if (version === undefined || model === undefined) throw new Error(`there is no champion:\n${text}`);
  return { version, model };
}
