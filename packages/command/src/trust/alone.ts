import type { Context } from '../command.ts';

/** A machine that is no job of a forge: nobody's word is to be had but its own. */
export function isAlone({ runner, forge }: Context): boolean {
  return runner.forge === 'local' && forge.kind === 'local';
}

/** Whether others may write to the repository over a server: then the ledger here holds what they wrote. */
export async function isShared({ repository }: Context): Promise<boolean> {
  return ((await repository?.remotes()) ?? []).some((address) => !isOwnFolder(address));
}

/**
 * A bare repository on this machine: `/srv/x.git`, `../x.git`, `C:\\x.git`, `file:///srv/x.git`. As git reads addresses, a
 * colon before the first slash names a host, but for a drive's letter.
 */
function isOwnFolder(address: string): boolean {
  if (/^file:/iu.test(address)) return /^file:\/\/(?:localhost)?\//iu.test(address);
  if (/^[a-z]:[\\/]/iu.test(address)) return true;
  return !(/^[^/\\]*:/u.test(address) || /^(?:\/\/|\\\\)/u.test(address));
}
