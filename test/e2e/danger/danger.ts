import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { type Ended, endOf } from '../outcomes/program.ts';
import { toolPath } from '../tools.ts';

const root = path.resolve(import.meta.dirname, '../../..');

/** Packs our plugin as npm would get it; the path of the archive. */
export function packPlugin(out: string): string {
  const argv = ['scripts/pack-plugin.ts', '--out', out];
  return execFileSync(process.execPath, argv, { cwd: root, encoding: 'utf8' }).trim();
}

/** Puts the packed plugin into a repository's `node_modules`. */
export function installPlugin(archive: string, folder: string): void {
  const place = path.join(folder, 'node_modules/danger-plugin-weighbridge');
  mkdirSync(place, { recursive: true });
  execFileSync('tar', ['-xzf', archive, '--strip-components=1', '-C', place]);
}

/**
 * Runs danger in a repository: `['local', '-b', 'main']`, or `['ci']` with the environment of a job, where
 * `DANGER_GITHUB_API_BASE_URL` and `DANGER_GITHUB_API_TOKEN` lead to a forge.
 */
export function runDanger(
  argv: readonly string[],
  place: { readonly folder: string; readonly env?: Readonly<Record<string, string>> },
): Promise<Ended> {
  const own = path.dirname(process.execPath);
  const env = { PATH: `${own}${path.delimiter}${process.env.PATH ?? ''}`, NO_COLOR: '1', ...place.env };
  return endOf(toolPath('danger'), argv, { folder: place.folder, env });
}
