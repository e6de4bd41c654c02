import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { toolPath } from '../tools.ts';

/** GitLab's own schema, over what the components became. Throws with the linter's words. */
export function lintExpanded(expanded: string): void {
  const folder = mkdtempSync(path.join(tmpdir(), 'wb-lint-'));
  try {
    const file = path.join(folder, 'expanded.gitlab-ci.yml');
    writeFileSync(file, expanded);
    const argv = ['--builtin-schema', 'vendor.gitlab-ci', '--data-transform', 'gitlab-ci', file];
    execFileSync(toolPath('check-jsonschema'), argv, { stdio: 'pipe' });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
