import { existsSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

/** Path of a program that `test/tools/install` put in place: gitea, act, danger … Throws with the line that installs it. */
export function toolPath(name: string): string {
  const file = path.join(root, '.cache/tools/bin', name);
  if (!existsSync(file)) throw new Error(`${name} is not installed: run test/tools/install`);
  return file;
}

/** What Gitea reads at run time (`STATIC_ROOT_PATH`). */
export const giteaStatic = path.join(root, '.cache/tools/gitea-static');
