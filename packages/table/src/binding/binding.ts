import { existsSync } from 'node:fs';
import { platform as osPlatform } from 'node:os';
import { libraryErrors } from '@weighbridge/core';
import { pinnedPackages, pinnedVersion } from './pinned.ts';

/** One file of a package, as published. */
export interface PinnedFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** What the registry holds of one platform's package. */
export interface PinnedPackage {
  /** Of the tarball, as npm writes it: `sha512-…`. */
  readonly integrity: string;
  /** Of the tarball. */
  readonly bytes: number;
  /** The files that are needed; the first one is what Node loads. */
  readonly files: readonly PinnedFile[];
}

/** The native library of one platform. */
export interface Binding extends PinnedPackage {
  readonly platform: string;
  /** `@duckdb/node-bindings-linux-x64`. */
  readonly package: string;
  readonly version: string;
}

/** The library that this machine needs. Throws UserError where there is none. */
export function machineBinding(platform = platformName()): Binding {
  const pinned = pinnedPackages[platform];
  if (pinned === undefined) {
    throw libraryErrors.noLibrary({ platform, known: Object.keys(pinnedPackages).join(', ') });
  }
  return { ...pinned, platform, package: `@duckdb/node-bindings-${platform}`, version: pinnedVersion };
}

/** `linux-x64`, `linux-arm64-musl`, `win32-x64`. */
function platformName(): string {
  const name = `${osPlatform()}-${process.arch}`;
  return osPlatform() === 'linux' && isMusl() ? `${name}-musl` : name;
}

/** Node's report is slow, so it is asked only where musl's loader is there; a glibc system may have that as well. */
function isMusl(): boolean {
  const loader = { x64: 'x86_64', arm64: 'aarch64' }[process.arch as string] ?? process.arch;
  if (!existsSync(`/lib/ld-musl-${loader}.so.1`)) return false;
  const report: object = process.report.getReport();
  const header: unknown = 'header' in report ? report.header : undefined;
  return typeof header !== 'object' || header === null || !('glibcVersionRuntime' in header);
}
