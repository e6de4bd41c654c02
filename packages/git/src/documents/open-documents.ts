import { resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Documents, ServiceError } from '@weighbridge/core';
import { remoteName } from '../fetch.ts';
import { commitOn } from '../ledger/append.ts';
import { blobsUnder, type LedgerBranch, withBranch } from '../ledger/branch.ts';
import type { LedgerOptions } from '../ledger/git-ledger.ts';
import { readBlobs, sizesOf } from '../ledger/read.ts';
import { safeName } from '../names.ts';
import { gitIn, textOf } from '../run-git.ts';

/** As of the ledger, whose branch it is. */
export type DocumentsOptions = Omit<LedgerOptions, 'onRefused'>;

/** The folder of documents. No model's entries can lie there: their folders never begin with a dot. */
const folder = '.state';

/** Bytes of one document; whoever may push could put anything there. */
const largest = 1024 * 1024;

/**
 * Documents on the ledger's branch, below `.state/`; a revision is the id of the text's blob. One of more than 1 MiB is
 * neither read nor written: ServiceError WB6414.
 */
export function openDocuments(root: string, options: DocumentsOptions): Documents {
  const { env, credentials, branch = 'weighbridge/ledger' } = options;
  const find = async () => {
    const remote = await remoteName(gitIn(root, options), options.remote);
    return { root: resolve(root), env, credentials, branch: safeName(branch), remote };
  };
  return {
    async read(path) {
      const file = pathOf(path);
      return withBranch(await find(), (ledger) => read(ledger, file));
    },
    async write(path, text, revision) {
      const file = pathOf(path);
      return withBranch(await find(), (ledger) => write(ledger, { path: file, text, revision }, options));
    },
  };
}

function pathOf(path: string): string {
  if (!/^[\w%-][\w%.~-]*(?:\/[\w%-][\w%.~-]*)*$/u.test(path)) throw new TypeError(`not a path of a document: ${path}`);
  return `${folder}/${path}`;
}

async function blobAt({ git }: LedgerBranch, tip: string | undefined, path: string): Promise<string | undefined> {
  if (tip === undefined) return undefined;
  return (await blobsUnder(git, tip, path.slice(0, path.lastIndexOf('/')))).get(path);
}

async function read(branch: LedgerBranch, path: string): ReturnType<Documents['read']> {
  const tip = await branch.tip();
  const revision = await blobAt(branch, tip, path);
  if (tip === undefined || revision === undefined) return undefined;
  await branch.want(tip, [revision]);
  const [size = Number.POSITIVE_INFINITY] = await sizesOf(branch.git, [revision]);
  if (!(size <= largest)) throw tooLarge(path, size);
  const [text = ''] = await readBlobs(branch.git, [revision]);
  return { text, revision };
}

function tooLarge(path: string, size: number): ServiceError {
  const name = path.slice(folder.length + 1);
  const text = `The document ${name} on the ledger's branch has ${size} bytes; more than ${largest} are not read or written.`;
  return new ServiceError('WB6414', text);
}

interface NewText {
  readonly path: string;
  readonly text: string;
  readonly revision: string | undefined;
}

/** Writes on the tip as it is, then moves the branch; overtaken, it looks again whether the document is still the same. */
async function write(
  branch: LedgerBranch,
  { path, text, revision }: NewText,
  {
    attempts = 60,
    onLostRace = () => undefined,
    now = () => new Date(),
    author = { name: 'weighbridge', email: 'weighbridge@localhost' },
  }: DocumentsOptions,
): Promise<string | undefined> {
  const size = Buffer.byteLength(text);
  if (size > largest) throw tooLarge(path, size);
  const blob = await textOf(branch.git, ['hash-object', '-w', '--stdin'], { input: text });
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const tip = await branch.tip();
    const current = await blobAt(branch, tip, path);
    if (current !== revision) return undefined;
    if (current === blob) return blob;
    const message = `${path.slice(folder.length + 1)} changed`;
    const commit = await commitOn(branch.git, tip, { files: [{ path, text }], message, at: now(), author });
    if (await branch.publish(commit, tip)) return blob;
    onLostRace(attempt);
    await wait(Math.random() * Math.min(1500, 25 * 2 ** attempt));
  }
  throw new ServiceError(
    'WB6411',
    `Others kept writing to the ledger's branch: ${attempts} tries were overtaken. ${path} was not changed. Run the job again.`,
  );
}
