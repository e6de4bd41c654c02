import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { ServiceError } from '@weighbridge/core';
import type { Binding } from './binding.ts';

/** Where packages come from: an address, and what it wants to know of the caller. */
export interface Registry {
  /** `https://npm.acme.example/repository/npm`, without credentials. */
  readonly url: string;
  /** Value of the Authorization header. */
  readonly authorization?: string;
  /** Milliseconds before each further try. */
  readonly pauses?: readonly number[];
}

/** Pauses between tries, in milliseconds: a connection that fails is tried once more than there are pauses. */
const usualPauses: readonly number[] = [500, 3000];
/** For one try, in milliseconds. */
const longest = 300_000;

/**
 * The package's tarball, with the pinned digest. A connection that fails or breaks off is tried again; other bytes than
 * the pinned ones are not. Throws ServiceError, which names the address, the digest and the ways out.
 */
export async function downloadPackage(binding: Binding, registry: Registry): Promise<Buffer> {
  const address = tarballAddress(binding, registry.url);
  for (const pause of [...(registry.pauses ?? usualPauses), undefined]) {
    try {
      return checked(await get(address, binding, registry.authorization), binding);
    } catch (cause) {
      if (cause instanceof Refused || pause === undefined) throw failed(address, binding, cause);
    }
    await wait(pause);
  }
  throw new Error('unreachable');
}

/** As npm lays registries out, and mirrors after it. */
function tarballAddress({ package: name, version }: Binding, registry: string): string {
  const file = `${name.split('/').at(-1)}-${version}.tgz`;
  return `${registry.replace(/\/+$/, '')}/${name}/-/${file}`;
}

/** What another try would not mend. */
class Refused extends Error {
  override readonly name = 'Refused';
}

async function get(address: string, binding: Binding, authorization: string | undefined): Promise<Buffer> {
  const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
  const response = await fetch(address, { headers, signal: AbortSignal.timeout(longest) });
  if (!response.ok) {
    await response.body?.cancel();
    const why = `it answered ${response.status}`;
    throw response.status >= 500 || response.status === 429 ? new Error(why) : new Refused(why);
  }
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body ?? []) {
    bytes += part.length;
    if (bytes > binding.bytes) throw new Refused(`it sent more than the ${binding.bytes} bytes of the pinned file`);
    parts.push(part);
  }
  if (bytes < binding.bytes) throw new Error(`it sent ${bytes} of ${binding.bytes} bytes`);
  return Buffer.concat(parts);
}

function checked(tarball: Buffer, { integrity }: Binding): Buffer {
  const found = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
  if (found !== integrity) throw new Refused(`it sent other bytes, with the digest ${found}`);
  return tarball;
}

/** Nothing of the header that was sent is in it; the address has had its credentials taken out. */
function failed(address: string, binding: Binding, cause: unknown): ServiceError {
  const why = cause instanceof Error ? rootMessage(cause) : String(cause);
  const text = [
    `DuckDB ${binding.version} could not be fetched from ${address}: ${why}.`,
    `Expected is the digest ${binding.integrity}.`,
    'Run the job again, set WEIGHBRIDGE_NPM_MIRROR to a registry that this machine reaches,',
    `or install the package: npm install ${binding.package}@${binding.version}`,
    '(in another folder, name that with WEIGHBRIDGE_DUCKDB).',
  ];
  return new ServiceError('WB3901', text.join(' '), { cause });
}

/** fetch says "fetch failed", and why in its cause. */
function rootMessage(error: Error): string {
  return error.cause instanceof Error ? rootMessage(error.cause) : error.message || error.name;
}
