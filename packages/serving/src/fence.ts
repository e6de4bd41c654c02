import { ServiceError } from '@weighbridge/core';

/**
 * Throws ServiceError WB6103 where somebody with a larger number was here: whoever calls has lost its lease, and must not
 * change what the next holder does.
 */
export function checkFence(fence: number, last: number): void {
  if (fence >= last) return;
  throw new ServiceError(
    'WB6103',
    `Another rollout job took over (fence ${last}); this one (fence ${fence}) must stop`,
  );
}
