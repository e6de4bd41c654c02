import type { Context } from '../command.ts';
import type { Finding } from './finding.ts';

/** Whether this is a clone, and whether it reaches far enough back. */
export async function checkGit({ repository, forge }: Context): Promise<Finding[]> {
  if (!repository)
    return [{ what: 'git', outcome: 'problem', found: 'not inside a git repository', cure: 'Run it in a clone.' }];
  const head = await repository.head();
  if (head === undefined)
    return [{ what: 'git', outcome: 'problem', found: 'no commit yet', cure: 'Commit something first.' }];
  const shallow = await repository.isShallow();
  const answer = forge.refs
    ? 'the base commit is asked from the forge'
    : 'the clone is deepened when the base commit is not in it';
  const depth: Finding = shallow
    ? { what: 'fetch depth', outcome: 'note', found: `shallow; ${answer}` }
    : { what: 'fetch depth', outcome: 'fine', found: 'whole history' };
  return [{ what: 'git', outcome: 'fine', found: `at ${head.slice(0, 7)}` }, depth];
}
