import type { Tag } from '@weighbridge/core';
import { refusal } from '../ledger/branch.ts';
import { readBlobs } from '../ledger/read.ts';
import { type Git, textOf } from '../run-git.ts';

/** Brings the remote's tags of that beginning, and of what they are on no more than the commits themselves. */
export async function fetchTags(git: Git, prefix: string): Promise<void> {
  const refs = `refs/tags/${prefix}*`;
  const args = ['fetch', '--quiet', '--no-tags', '--depth=1', '--filter=tree:0', 'origin', `+${refs}:${refs}`];
  const result = await git(args);
  if (result.code === 0) return;
  // With a depth, nothing to fetch is a failure of which git says not a word.
  const none = result.stderr === '' && (await remoteTags(git, `${prefix}*`)).length === 0;
  if (!none) throw refusal(args, result, 'the tags');
}

/** Names of the remote's tags that a pattern fits. */
export async function remoteTags(git: Git, pattern: string): Promise<readonly string[]> {
  const args = ['ls-remote', '--quiet', '--tags', '--refs', 'origin', `refs/tags/${pattern}`];
  const result = await git(args);
  if (result.code !== 0) throw refusal(args, result, 'the tags');
  return [...new TextDecoder().decode(result.stdout).matchAll(/\trefs\/tags\/(.*)$/gmu)].map(([, name = '']) => name);
}

/** Annotated tags on commits, oldest first, by name where they are of one second. */
export async function readTags(git: Git, prefix: string): Promise<readonly Tag[]> {
  const listed = await textOf(git, [
    'for-each-ref',
    '--format=%(objecttype) %(*objecttype) %(objectname) %(refname:strip=2)',
    'refs/tags',
  ]);
  const found = listed.split('\n').flatMap((line) => {
    const [type, on, object = '', name = ''] = line.split(' ');
    return type === 'tag' && on === 'commit' && name.startsWith(prefix) ? [{ object, name }] : [];
  });
  const texts = await readBlobs(
    git,
    found.map(({ object }) => object),
  );
  return found.flatMap(({ name }, index) => tagOf(name, texts[index] ?? '') ?? []).sort(byTime);
}

/** A tag from its object; undefined without the time that only very old tags lack. */
function tagOf(name: string, text: string): Tag | undefined {
  const end = text.indexOf('\n\n');
  const head = end < 0 ? text : text.slice(0, end);
  const commit = /^object ([0-9a-f]+)$/mu.exec(head)?.[1];
  const seconds = /^tagger .*> (\d{1,11}) [+-]\d{4}$/mu.exec(head)?.[1];
  if (commit === undefined || seconds === undefined) return undefined;
  const at = new Date(Number(seconds) * 1000).toISOString();
  return { name, commit, message: end < 0 ? '' : withoutSignature(text.slice(end + 2)), at };
}

function withoutSignature(message: string): string {
  return message.replace(/^-----BEGIN (?:PGP|SSH|SIGNED)[^\n]*-----$[\s\S]*/mu, '').trimEnd();
}

function byTime(a: Tag, b: Tag): number {
  if (a.at !== b.at) return a.at < b.at ? -1 : 1;
  return a.name < b.name ? -1 : 1;
}
