import type { GitFixture } from '../git-fixture.ts';
import type { ForgeState } from './state.ts';

/** Gives the forge the whole history of a real repository, as a push of all branches and tags would. Files are read as text. */
export function pushHistory(state: ForgeState, fixture: GitFixture): void {
  const lines = fixture.git('log', '--all', '--reverse', '--topo-order', '--format=%H|%P|%cI').split('\n');
  for (const line of lines) {
    const [sha = '', parents = '', at = ''] = line.split('|');
    if (state.commits.has(sha)) continue;
    state.commits.set(sha, { sha, parents: parents.split(' ').filter(Boolean), at, files: filesAt(fixture, sha) });
  }
  const branches = fixture.git('for-each-ref', 'refs/heads', '--format=%(refname:short)|%(objectname)').split('\n');
  for (const branch of branches) {
    const [name = '', sha = ''] = branch.split('|');
    state.branches.set(name, sha);
  }
  pushTags(state, fixture);
}

function pushTags(state: ForgeState, fixture: GitFixture): void {
  const format = '--format=%(refname:strip=2)|%(objectname)|%(*objectname)';
  for (const tag of fixture.git('for-each-ref', 'refs/tags', format).split('\n').filter(Boolean)) {
    // Of an annotated tag the last one is the commit.
    const [name = '', own = '', commit = ''] = tag.split('|');
    state.tags.set(name, commit || own);
  }
}

function filesAt(fixture: GitFixture, sha: string): Readonly<Record<string, string>> {
  const paths = fixture.git('ls-tree', '-r', '-z', '--name-only', sha).split('\0').filter(Boolean);
  return Object.fromEntries(paths.map((path) => [path, `${fixture.git('show', `${sha}:${path}`)}\n`]));
}
