import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Artifact, DefaultArtifactClient, GHESNotSupportedError } from '@actions/artifact';
import { ServiceError, type Transport } from '@weighbridge/core';
import { type ArchiveLimits, defaultLimits, readArchive } from './archive.ts';
import { sha256 } from './sha256.ts';

export interface ArtifactTransportOptions {
  readonly limits?: ArchiveLimits;
  /** Called with one line when this server has no artifact service that we can speak to; the files stay where they are. */
  readonly onUnsupported?: (message: string) => void;
}

/**
 * Sections as artifacts of this run (GitHub, Gitea). The service's address and token are read by the client from the
 * runner's own variables. Archives are unpacked by `readArchive`, never by the client, and only into
 * `<folder>/<artifact>/`.
 */
export function artifactTransport(options: ArtifactTransportOptions = {}): Transport {
  const client = new DefaultArtifactClient();
  const { limits = defaultLimits, onUnsupported = () => undefined } = options;
  return {
    publish: (name, folder, files) => {
      const upload = async () => {
        await client.uploadArtifact(name, [...files], folder);
      };
      return supported(upload, undefined, onUnsupported);
    },
    collect: (prefix, folder) => supported(() => collect(client, { prefix, folder, limits }), [], onUnsupported),
  };
}

async function supported<T>(
  call: () => Promise<T>,
  otherwise: T,
  onUnsupported: (message: string) => void,
): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    if (cause instanceof ServiceError) throw cause;
    if (cause instanceof GHESNotSupportedError) {
      onUnsupported(
        'This server has no artifact service for the record: upload and download .weighbridge/ in steps of your own.',
      );
      return otherwise;
    }
    throw serviceFailure(cause);
  }
}

function serviceFailure(cause: unknown): ServiceError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new ServiceError('WB4203', `The artifact service failed: ${why}`, { cause });
}

interface Collection {
  readonly prefix: string;
  readonly folder: string;
  readonly limits: ArchiveLimits;
}

async function collect(
  client: DefaultArtifactClient,
  { prefix, folder, limits }: Collection,
): Promise<readonly string[]> {
  const { artifacts } = await client.listArtifacts({ latest: true });
  const wanted = artifacts.filter(({ name }) => name.startsWith(prefix) && isFolderName(name));
  for (const artifact of wanted) {
    if (artifact.size > limits.bytes)
      throw new ServiceError('WB4201', `The archive was refused: ${artifact.name} has ${artifact.size} bytes.`);
    await unpack(await readArchive(await download(client, artifact), limits), join(folder, artifact.name));
  }
  return wanted.map(({ name }) => name);
}

function isFolderName(name: string): boolean {
  return /^[A-Za-z0-9_.-]+$/u.test(name) && !/^\.+$/u.test(name);
}

async function download(client: DefaultArtifactClient, { id, name, digest }: Artifact): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'weighbridge-artifact-'));
  try {
    await client.downloadArtifact(id, { path: folder, skipDecompress: true });
    const [file, ...others] = await readdir(folder);
    if (file === undefined || others.length > 0)
      throw new ServiceError('WB4203', `The artifact ${name} did not arrive as one file.`);
    const bytes = await readFile(join(folder, file));
    if (digest && withPrefix(digest) !== sha256(bytes))
      throw new ServiceError('WB4202', `The artifact ${name} has other bytes than its digest says.`);
    return bytes;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The service states digests with and without their algorithm. */
function withPrefix(digest: string): string {
  return digest.startsWith('sha256:') ? digest : `sha256:${digest}`;
}

async function unpack(files: ReadonlyMap<string, Uint8Array>, folder: string): Promise<void> {
  // What an earlier collection left here must not be taken for this one's.
  await rm(folder, { recursive: true, force: true });
  for (const [path, bytes] of files) {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, bytes, { flag: 'wx' });
  }
}
