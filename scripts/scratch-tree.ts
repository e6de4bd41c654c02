import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/**
 * A copy of the working tree to break on purpose. Installed packages are linked one by one, and the workspaces among
 * them to the copy's own folders, so that nothing in it reaches back into this tree.
 */
export function copyTree(root: string): string {
  const copy = mkdtempSync(path.join(tmpdir(), 'weighbridge-check-'));
  const list = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], { cwd: root, encoding: 'utf8' });
  for (const file of list.split('\0').filter((name) => name !== '' && existsSync(path.join(root, name)))) {
    mkdirSync(path.dirname(path.join(copy, file)), { recursive: true });
    cpSync(path.join(root, file), path.join(copy, file), { verbatimSymlinks: true });
  }
  linkPackages(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
  return copy;
}

function linkPackages(from: string, to: string): void {
  mkdirSync(path.join(to, '@weighbridge'), { recursive: true });
  for (const name of readdirSync(from)) {
    if (name !== '@weighbridge' && name !== 'weighbridge') symlinkSync(path.join(from, name), path.join(to, name));
  }
  for (const name of readdirSync(path.join(from, '@weighbridge'))) {
    symlinkSync(path.join('../../packages', name), path.join(to, '@weighbridge', name));
  }
  symlinkSync('../packages/cli', path.join(to, 'weighbridge'));
}
