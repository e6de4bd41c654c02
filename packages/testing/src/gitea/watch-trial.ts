import { join } from 'node:path';
import * as z from 'zod';
import type { ForgeTrial } from '../forge-contract.ts';
import type { GitFixture } from '../git-fixture.ts';
import type { Gitea } from './server.ts';
import { existing, home } from './standard.ts';

const numbered = z.looseObject({ number: z.number() });
const identified = z.looseObject({ id: z.number() });
const text = z.looseObject({ title: z.string(), body: z.string() });

/** Workflows of the standard repository: one that can be started, and one of a branch that is never there. */
export const workflowFiles = {
  '.gitea/workflows/train.yml': workflow('workflow_dispatch: { inputs: { model: { type: string } } }'),
  '.gitea/workflows/lint.yml': workflow('workflow_dispatch: {}'),
  '.gitea/workflows/silent.yml': workflow('push: { branches: [no-such-branch] }'),
};

function workflow(trigger: string): string {
  return `on: { ${trigger} }\njobs:\n  train:\n    runs-on: ubuntu-latest\n    steps: [{ run: "true" }]\n`;
}

/** A branch of one commit. */
export async function pushRetrain(git: GitFixture, gitea: Gitea, tip: string): Promise<string> {
  git.git('switch', '--quiet', '--create', 'retrain', tip);
  const commit = git.commit('retrained', { 'model.lock': 'retrained\n' });
  git.git('push', '--quiet', 'forge', 'retrain');
  await existing(gitea, `${home}/branches/retrain`);
  return commit;
}

type WatchPart = Pick<ForgeTrial, 'addIssue' | 'addComment' | 'closeIssue' | 'changeText' | 'workflowFiles'>;

/** What people and jobs do with issues. */
export function watchTrial(gitea: Gitea): WatchPart {
  const tokenOf = new Map(
    ['ada', 'eve', 'grace'].map((name) => [name, gitea.addToken(name, 'write:issue,write:repository')]),
  );
  const call = (author: string, method: string, path: string, body: object): Promise<unknown> =>
    gitea.call(method, `${home}${path}`, body, tokenOf.get(author) ?? gitea.adminToken);
  return {
    workflowFiles: true,
    addIssue: async (author, body) => {
      const made = await call(author, 'POST', '/issues', { title: body, body });
      if (author === 'bot') await writtenByJob(gitea, 'issue', identified.parse(made).id);
      return numbered.parse(made).number;
    },
    addComment: async (issue, author, body) => {
      const made = await call(author, 'POST', `/issues/${issue}/comments`, { body });
      if (author === 'bot') await writtenByJob(gitea, 'comment', identified.parse(made).id);
    },
    closeIssue: async (issue) => {
      await call('grace', 'PATCH', `/issues/${issue}`, { state: 'closed' });
    },
    changeText: async (number) => {
      const { title, body } = text.parse(await gitea.call('GET', `${home}/pulls/${number}`));
      return { title, body };
    },
  };
}

/** Only a job can write as Gitea's own bot; here the database is told that one did. */
export async function writtenByJob(gitea: Gitea, table: 'comment' | 'issue', id: number): Promise<void> {
  const { DatabaseSync } = await import('node:sqlite');
  const database = new DatabaseSync(join(gitea.folder, 'gitea.db'));
  database.exec('PRAGMA busy_timeout = 5000');
  database.prepare(`UPDATE ${table} SET poster_id = -2 WHERE id = ?`).run(id);
  database.close();
}
