import type { Context } from '../command.ts';
import { attempt, type Finding } from './finding.ts';

/** Whether the token is there, whether the forge answers, and what the token may do. */
export async function checkForge(context: Context): Promise<Finding[]> {
  const { forge, runner } = context;
  if (forge.kind === 'local') return [{ what: 'forge', outcome: 'note', found: localReason(context) }];
  const token: Finding = {
    what: 'token',
    outcome: 'fine',
    found: runner.token?.kind === 'job' ? "the job's own token" : "a user's or bot's token",
  };
  return [token, await canRead(context), await canWriteNotes(context)];
}

function localReason({ runner }: Context): string {
  if (runner.forge === 'local') return 'none: on this machine nothing is posted';
  return `${runner.forge} without a token: the report goes to files and the job summary only`;
}

async function canRead({ forge, runner }: Context): Promise<Finding> {
  const what = 'read commits';
  if (!forge.refs || runner.commit === undefined)
    return { what, outcome: 'note', found: 'not asked: this job has no commit' };
  return attempt(what, async () => {
    const [commit] = (await forge.refs?.ancestors(runner.commit ?? '', 1)) ?? [];
    return commit
      ? { what, outcome: 'fine', found: `${forge.kind} knows ${commit.sha.slice(0, 7)}` }
      : {
          what,
          outcome: 'problem',
          found: `${forge.kind} does not know ${runner.commit?.slice(0, 7)}`,
          cure: 'Push the commit first.',
        };
  });
}

async function canWriteNotes({ forge, runner }: Context): Promise<Finding> {
  const what = 'write notes';
  const { occasion } = runner;
  if (occasion.kind !== 'change') return { what, outcome: 'note', found: 'not asked: this job belongs to no change' };
  if (occasion.fork) return { what, outcome: 'note', found: 'a fork: the report is in the job summary' };
  const { notes } = forge;
  if (!notes) return { what, outcome: 'note', found: `${forge.kind} keeps no notes` };
  return attempt(what, async () => {
    await notes.checkAccess(occasion.number);
    return { what, outcome: 'fine', found: `allowed on ${forge.capabilities.changeWord} ${occasion.number}` };
  });
}
