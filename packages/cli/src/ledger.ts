import { inputErrors, type Ledger, type Repository, type Runner } from '@weighbridge/core';
import type { GitOptions } from '@weighbridge/git';
import type { Shell } from './shell/shell.ts';

/**
 * The ledger: the branch of the repository or, where `WEIGHBRIDGE_LEDGER=packages` asks for it on GitLab, the project's
 * generic packages, which a job may write without the right to push. Throws UserError WB1003 for any other wish.
 */
export async function makeLedger(
  runner: Runner,
  repository: Repository | undefined,
  git: GitOptions,
  { env, log }: Pick<Shell, 'env' | 'log'>,
): Promise<Ledger | undefined> {
  const onRefused = (path: string, why: string): void => log.warn(`The ledger's ${path} was passed over: ${why}.`);
  const wish = env['WEIGHBRIDGE_LEDGER'] || 'branch';
  if (wish === 'packages' && runner.forge === 'gitlab') return packageLedger(runner, onRefused);
  if (wish !== 'branch') {
    const wanted = '"packages", on GitLab, or leave it empty for the branch';
    throw inputErrors.inputType({ name: 'WEIGHBRIDGE_LEDGER', value: wish, wanted });
  }
  const { openLedger } = await import('@weighbridge/git');
  return repository && openLedger(repository.root, { ...git, onRefused });
}

async function packageLedger(
  { repository = '', serverUrl = '', apiUrl = '', token, projectId = '' }: Runner,
  onRefused: (path: string, why: string) => void,
): Promise<Ledger> {
  const { gitlabPackageLedger } = await import('@weighbridge/forge/gitlab-ledger');
  const connection = { apiUrl, serverUrl, repository, projectId, ...(token === undefined ? {} : { token }) };
  return gitlabPackageLedger(connection, { onRefused });
}
