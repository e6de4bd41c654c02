import { execFileSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { formatGtoTag, type GtoTag, parseGtoTag, registryState, tagMessage, timeAfter } from '@weighbridge/core';
import { openTags } from '@weighbridge/git';
import { bareFixture, type GitFixture, gitFixture, gitFixtureEnv } from '@weighbridge/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { toolPath } from '../tools.ts';

let bare: GitFixture;
let repo: GitFixture;
let commits: readonly string[];
beforeAll(() => {
  bare = bareFixture();
  repo = gitFixture();
  commits = ['one', 'two', 'three'].map((text) => repo.commit(text, { 'train.py': text }));
  repo.git('remote', 'add', 'origin', `file://${bare.root}`);
  repo.git('push', '-q', 'origin', 'main');
});
afterAll(() => {
  repo.remove();
  bare.remove();
});

/** The real GTO on a fresh clone of the remote, as a colleague would run it. */
function gto(...args: string[]): unknown {
  const clone = bare.clone();
  try {
    const env = { ...gitFixtureEnv };
    return JSON.parse(execFileSync(toolPath('gto'), [...args, '--json'], { cwd: clone.root, env }).toString());
  } finally {
    clone.remove();
  }
}

const versions = z.array(
  z.looseObject({
    version: z.string(),
    commit_hexsha: z.string(),
    stages: z.array(z.looseObject({ stage: z.string() })),
  }),
);

/** What GTO says: versions, and the version of each alias. */
function seenByGto(): { readonly versions: readonly string[]; readonly aliases: Readonly<Record<string, string>> } {
  const shown = versions.parse(gto('show', 'churn'));
  const aliases = shown.flatMap(({ version, stages }) => stages.map(({ stage }) => [stage, version] as const));
  return { versions: shown.map(({ version }) => version).sort(), aliases: Object.fromEntries(aliases) };
}

/** What we say of the same tags. */
async function seenByUs(): Promise<ReturnType<typeof seenByGto>> {
  const state = registryState(await openTags(repo.root, { env: gitFixtureEnv }).list('churn'), 'churn');
  const named = state.versions.filter(({ deregistered }) => !deregistered).map(({ name }) => name);
  const aliases = [...state.aliases].map(([alias, { version = '' }]) => [alias, version] as const);
  return { versions: named.sort(), aliases: Object.fromEntries(aliases) };
}

const digest = `sha256:${'1'.repeat(64)}` as const;

/** Makes the next tag as the commands do. */
async function tag(meaning: GtoTag, commit: number): Promise<void> {
  const tags = openTags(repo.root, { env: gitFixtureEnv });
  const state = registryState(await tags.list('churn'), 'churn');
  const numbered = meaning.action === 'assign' || meaning.action === 'unassign';
  const name = formatGtoTag(numbered ? { ...meaning, number: state.nextNumber } : meaning);
  const message = tagMessage(name, { record: digest, model: digest, change: 318 });
  const at = timeAfter(state, new Date('2026-11-22T12:00:00Z'));
  expect(await tags.create({ name, commit: commits[commit] ?? '', message, at })).toBe('created');
}

const name = 'churn';
const champion = { name, alias: 'champion' };

describe('the real GTO reads our tags as we mean them', () => {
  it.each<readonly [string, readonly (readonly [GtoTag, number])[], Awaited<ReturnType<typeof seenByUs>>]>([
    [
      'two versions, and an alias that moved',
      [
        [{ name, action: 'register', version: 'v1.0.0' }, 0],
        [{ ...champion, action: 'assign' }, 0],
        [{ name, action: 'register', version: 'v1.1.0' }, 1],
        [{ ...champion, action: 'assign' }, 1],
      ],
      { versions: ['v1.0.0', 'v1.1.0'], aliases: { champion: 'v1.1.0' } },
    ],
    [
      'a rollback',
      [[{ ...champion, action: 'assign' }, 0]],
      { versions: ['v1.0.0', 'v1.1.0'], aliases: { champion: 'v1.0.0' } },
    ],
    [
      'an alias taken back: the version that it was on before has it still',
      [[{ ...champion, action: 'unassign' }, 0]],
      { versions: ['v1.0.0', 'v1.1.0'], aliases: { champion: 'v1.1.0' } },
    ],
    [
      'a version taken back, with its alias',
      [[{ name, action: 'deregister', version: 'v1.1.0' }, 1]],
      { versions: ['v1.0.0'], aliases: {} },
    ],
    [
      'a third version with another alias',
      [
        [{ name, action: 'register', version: 'v1.2.0' }, 2],
        [{ name, alias: 'staging', action: 'assign' }, 2],
        [{ ...champion, action: 'assign' }, 2],
      ],
      { versions: ['v1.0.0', 'v1.2.0'], aliases: { champion: 'v1.2.0', staging: 'v1.2.0' } },
    ],
  ])('%s', async (_name, made, expected) => {
    for (const [meaning, commit] of made) await tag(meaning, commit);
    expect(await seenByUs()).toEqual(expected);
    expect(seenByGto()).toEqual(expected);
  });

  it('and its history is ours', async () => {
    const history = z.array(
      z.looseObject({ ref: z.string(), event: z.string(), message: z.string(), author: z.string() }),
    );
    const events = history.parse(gto('history', 'churn'));
    const tags = await openTags(repo.root, { env: gitFixtureEnv }).list('churn');
    expect(events.map(({ ref }) => ref)).toEqual(tags.map((one) => one.name).reverse());
    expect(events[0]).toMatchObject({ event: 'assignment', author: 'weighbridge' });
    expect(events.map(({ message }) => message)).toEqual(tags.map((one) => one.message).reverse());
  });
});

const names = [
  ...['churn@v1.4.0', 'churn@v1.4.0!', 'churn#champion#7', 'churn#champion!#8', 'churn#champion', 'a/b=churn@v1.0.0'],
  ...['c@v1.0.0', 'churn@v2026.11.22-2', 'churn@v01.0.0', 'churn@deprecated', 'churn@v1.0.0#3', '-churn@v1.0.0'],
  ...['churn@1.0.0', 'churn@v1.0', 'churn#a.b#1', 'a=b=c@v1.0.0', '.x=c@v1.0.0', 'churn#champion#07', 'chürn@v1.0.0'],
  ...[
    'churn@v1.0.0-rc.1+build.5',
    'churn@v1.4.0!!',
    'churn#1#2',
    'a/b#c/d#3',
    'a:b@v1.0.0',
    'churn',
    'x@latest',
    'a--b@v1.0.0',
  ],
  ...[
    'a//b@v1.0.0',
    'A_b#c-d!',
    'churn@v1.0.0-01',
    'churn@v1.0.0-0a',
    'churn@v1.0.0+',
    'churn@v1.0.0-a..b',
    'churn##1',
    'a/@v1.0.0',
  ],
];

it('names of tags mean to the real GTO what they mean to us', () => {
  const script = `import json, sys
from gto.tag import parse_name
def read(tag):
    found = parse_name(tag, raise_on_fail=False)
    return {k: (v.value if k == 'action' else v) for k, v in found.items()} or None
print(json.dumps([read(tag) for tag in json.load(sys.stdin)]))`;
  const python = join(dirname(realpathSync(toolPath('gto'))), 'python');
  const input = JSON.stringify(names);
  const read = z.array(z.unknown()).parse(JSON.parse(execFileSync(python, ['-c', script], { input }).toString()));
  expect(names.map((text) => [text, asGto(parseGtoTag(text))])).toEqual(
    names.map((text, index) => [text, read[index]]),
  );
});

/** Our reading in GTO's words. */
function asGto(tag: GtoTag | undefined): unknown {
  if (tag === undefined) return null;
  const { number, ...rest } = tag;
  const { alias, ...common } = 'alias' in rest ? rest : { ...rest, alias: undefined };
  return {
    ...common,
    ...(alias === undefined ? {} : { stage: alias }),
    ...(number === undefined ? {} : { counter: number }),
  };
}
