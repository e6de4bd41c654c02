import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import type { ServableVersion } from '@weighbridge/core';

/** What a version of the test's model does wrong; nothing by default. */
export interface ModelFault {
  /** Share of requests that it answers with 500. */
  readonly errors?: number;
  /** Milliseconds that an answer takes. */
  readonly delay?: number;
  /** It ends before it listens. */
  readonly dies?: boolean;
}

/** Command that serves a version of `writeModel`. */
export const modelServer: readonly string[] = [process.execPath, join(import.meta.dirname, 'model-server.ts')];

/** Command of a serving system that is driven by commands; its folder and a command's name are added. */
export const hookedSystem: readonly string[] = ['bash', join(import.meta.dirname, 'hooked-system.sh')];

/** Writes the bytes of a version into a folder. */
export function writeModel(folder: string, version: string, fault: ModelFault = {}): ServableVersion {
  const path = join(folder, `made-${version}`, 'model.json');
  mkdirSync(dirname(path), { recursive: true });
  const text = JSON.stringify({ name: version, ...fault });
  writeFileSync(path, text);
  return { version, path, model: `sha256:${createHash('sha256').update(text).digest('hex')}` };
}
