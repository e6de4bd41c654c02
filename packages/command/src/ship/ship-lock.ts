import { isRunning, ServiceError } from '@weighbridge/core';
import * as z from 'zod';
import type { Context } from '../command.ts';
import { parseJson } from '../workspace/bytes.ts';
import { holderOf } from './holder.ts';

const lock = z.strictObject({ holder: z.string(), until: z.iso.datetime() });

/** Longest time between two signs of life of a job that ships. Renewed before every step. */
const leaseMilliseconds = 15 * 60 * 1000;

/** Shows that this job still ships; throws ServiceError when another one has taken over. */
export type Renew = () => Promise<void>;

/** Longest time in milliseconds between two renewals by somebody who looks every second. */
const seldomMilliseconds = 60_000;

/** Renews at most once a minute. */
export function seldom(renew: Renew, { now }: Pick<Context, 'now'>): Renew {
  let last = now().getTime();
  return async () => {
    if (now().getTime() - last < seldomMilliseconds) return;
    last = now().getTime();
    await renew();
  };
}

/**
 * Lets one job at a time ship a model, wherever they run: the forge's own queue is a setting, which somebody may have left
 * out. A job that was killed is taken over by its next attempt at once, by others when its lease has ended. Throws ServiceError
 * WB6551 when another job ships. Outside a git repository there is nothing to share.
 */
export function withShipLock<T>(context: Context, model: string, work: (renew: Renew) => Promise<T>): Promise<T> {
  return withLock(context, { folder: 'ship', model, doing: 'being shipped' }, work);
}

/** The same for whoever looks at a model in production: two looks at once would open two issues. */
export function withWatchLock<T>(context: Context, model: string, work: (renew: Renew) => Promise<T>): Promise<T> {
  return withLock(context, { folder: 'look', model, doing: 'being looked at' }, (renew) =>
    renewing(context, renew, work),
  );
}

/** Milliseconds between two signs of life of a look: fetching newer data may take longer than a lease lasts. */
const signOfLife = 5 * 60 * 1000;

async function renewing<T>({ log }: Context, renew: Renew, work: (renew: Renew) => Promise<T>): Promise<T> {
  const lost = (error: unknown): void => log.warn(`The lease could not be renewed: ${String(error)}`);
  const timer = setInterval(() => renew().catch(lost), signOfLife);
  try {
    return await work(renew);
  } finally {
    clearInterval(timer);
  }
}

interface Locked {
  readonly folder: string;
  readonly model: string;
  /** Completes "churn is … by run 12". */
  readonly doing: string;
}

async function withLock<T>(context: Context, locked: Locked, work: (renew: Renew) => Promise<T>): Promise<T> {
  const { documents } = context;
  if (!documents) return work(() => Promise.resolve());
  const path = `${locked.folder}/${encodeURIComponent(locked.model)}.json`;
  const holder = holderOf(context);
  const take = async (until: Date): Promise<void> => {
    const before = await documents.read(path);
    const held = lock.safeParse(before && parseJson(before.text));
    if (held.success && isHeld(held.data, holder, context)) throw isTaken(locked, held.data);
    const text = `${JSON.stringify({ holder, until: until.toISOString() })}\n`;
    if (!(await documents.write(path, text, before?.revision)))
      throw isTaken(locked, { holder: 'another job', until: until.toISOString() });
  };
  const renew = (): Promise<void> => take(new Date(context.now().getTime() + leaseMilliseconds));
  await renew();
  try {
    return await work(renew);
  } finally {
    await release(context, () => take(context.now()));
  }
}

/** A lease that could not be given back ends by itself; the work before it is done either way. */
async function release({ log }: Context, giveBack: () => Promise<void>): Promise<void> {
  try {
    await giveBack();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    log.warn(`The lease could not be given back, and ends by itself: ${error.message}`);
  }
}

function isHeld(held: z.output<typeof lock>, own: string, { now, processes }: Context): boolean {
  if (held.holder === own || !isRunning(held.until, now(), leaseMilliseconds / 1000)) return false;
  const local = /^process (\d+) on (.*)$/u.exec(held.holder);
  // A process of this machine that is gone was killed, and holds nothing.
  return !(local && local[2] === processes.host && !processes.isAlive(Number(local[1])));
}

function isTaken({ model, doing }: Locked, held: z.output<typeof lock>): ServiceError {
  return new ServiceError(
    'WB6551',
    `${model} is ${doing} by ${held.holder}, until ${held.until} at the latest. Nothing was changed. Run this job again.`,
  );
}
