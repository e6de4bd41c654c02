import { ServiceError } from '@weighbridge/core';
import type { TrustedRootText } from './check.ts';

/** The public sigstore's trusted root, by TUF, cached in the user's data folder. Throws ServiceError WB6252. */
export const publicTrustedRoot: TrustedRootText = async () => {
  const { initTUF } = await import('@sigstore/tuf');
  try {
    const tuf = await initTUF({ retry: 2, timeout: 10_000 });
    return await tuf.getTarget('trusted_root.json');
  } catch (cause) {
    throw noTrustedRoot(cause);
  }
};

function noTrustedRoot(cause: unknown): ServiceError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new ServiceError('WB6252', `Sigstore’s trusted root could not be had: ${why}. Run the job again.`, { cause });
}
