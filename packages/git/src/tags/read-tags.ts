import { ServiceError, type Tag } from '@weighbridge/core';
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

/** Names of all tags of that beginning, whatever they are on, sorted. */
export async function tagNames(git: Git, prefix: string, remote: string | undefined): Promise<readonly string[]> {
  const format = '--format=%(refname:strip=2)';
  const names = remote === undefined ? await refsOf(git, prefix, format) : await remoteTags(git, `${prefix}*`);
  const found = names.filter((name) => name.startsWith(prefix));
  if (found.length > mostTags) throw tooMany(prefix);
  return found.sort();
}

/** Tags of one beginning; a model has some hundreds of versions. */
const mostTags = 50_000;
/** Bytes of one tag, its head and message. */
const largestTag = 64 * 1024;
/** Bytes of all of them together. */
const largestTags = 256 * 1024 * 1024;

/** Lines about the tags of that beginning. */
async function refsOf(git: Git, prefix: string, format: string): Promise<readonly string[]> {
  // A star does not go beyond a slash, two do.
  const patterns = prefix === '' ? ['refs/tags'] : [`refs/tags/${prefix}*`, `refs/tags/${prefix}*/**`];
  const listed = await textOf(git, ['for-each-ref', `--count=${mostTags + 1}`, format, ...patterns]);
  return listed === '' ? [] : listed.split('\n');
}

function tooMany(prefix: string): ServiceError {
  return new ServiceError('WB6415', `The tags that begin with “${prefix}” are more than ${mostTags}, or too large.`);
}

/**
 * Annotated tags on commits, oldest first, by name where they are of one second; without those that are larger than a tag of
 * a version can be. ServiceError WB6415 for too many.
 */
export async function readTags(git: Git, prefix: string): Promise<readonly Tag[]> {
  const format = '--format=%(objecttype) %(*objecttype) %(objectname) %(objectsize) %(refname:strip=2)';
  const lines = await refsOf(git, prefix, format);
  if (lines.length > mostTags) throw tooMany(prefix);
  const found = lines.flatMap((line) => {
    const [type, on, object = '', bytes, name = ''] = line.split(' ');
    const size = Number(bytes);
    return type === 'tag' && on === 'commit' && size <= largestTag ? [{ object, name, size }] : [];
  });
  if (found.reduce((sum, { size }) => sum + size, 0) > largestTags) throw tooMany(prefix);
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
