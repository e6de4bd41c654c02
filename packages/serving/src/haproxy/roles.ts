import type { ServingSide } from '@weighbridge/core';
import { isReady, type Remembered } from './memory.ts';
import type { ServerNow, ServersNow } from './runtime.ts';
import { shareOf } from './weights.ts';

/** Which server plays which part. */
export interface Roles {
  readonly stable: ServerNow;
  readonly other: ServerNow;
  /** Whether the other server is the canary of a rollout, or gets requests without one. */
  readonly isMoving: boolean;
  /** Percent of the requests that the other server gets. */
  readonly share: number;
}

/**
 * While a rollout runs, the candidate's server is remembered. When none runs, HAProxy itself says who is stable: the server
 * with the larger weight, so that nobody is misled after a restart that lost the weights. Of equal ones it is the policy's.
 */
export function rolesOf({ first, second }: ServersNow, { canary }: Remembered): Roles {
  const rolling = [first, second].find(({ name }) => name === canary?.server);
  const busier = weightOf(second) > weightOf(first) ? second : first;
  const other = rolling ?? (busier === first ? second : first);
  const stable = other === first ? second : first;
  const share = shareOf({ canary: weightOf(other), stable: weightOf(stable) });
  return { stable, other, share, isMoving: rolling !== undefined || share > 0 };
}

function weightOf({ weight, isOut }: ServerNow): number {
  return isOut ? 0 : weight;
}

/** Nothing is known of the health of a server without a check. */
export function healthOf({ status, isOut }: ServerNow): boolean | undefined {
  if (isOut) return false;
  return status === 'no check' ? undefined : !status.startsWith('DOWN');
}

/** One side as the port shows it. A candidate whose start did not end is no healthy one, whatever the server's check says. */
export function sideOf(server: ServerNow, known: Remembered): ServingSide {
  const { versions, canary } = known;
  const isHalf = canary?.server === server.name && !isReady(known);
  return { version: versions[server.name] ?? '', instance: server.name, healthy: isHalf ? false : healthOf(server) };
}
