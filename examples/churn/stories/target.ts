import { env } from 'node:process';
import { stopInBackground } from './background.ts';
import { haproxyTarget, whyNoHaproxy } from './haproxy-target.ts';
import { interrupted } from './interrupt.ts';
import { processTarget, stopProcesses } from './process-target.ts';

/** What serves the model of the stories. */
export interface StoryTarget {
  readonly name: 'haproxy' | 'process';
  /** The example's policy with this target in it. */
  policy(text: string): string;
  /** Where customers ask: `http://127.0.0.1:8080`. Throws where nothing serves. */
  address(): string;
}

/** HAProxy with Prometheus where both are found, processes else; `WEIGHBRIDGE_STORY_TARGET` asks for one of the two. */
export async function startTarget(): Promise<StoryTarget> {
  const { WEIGHBRIDGE_STORY_TARGET: wanted } = env;
  if (wanted !== undefined && wanted !== '' && wanted !== 'haproxy' && wanted !== 'process')
    throw new Error(`WEIGHBRIDGE_STORY_TARGET is "${wanted}"; it is haproxy or process.`);
  const why = wanted === 'process' ? 'as WEIGHBRIDGE_STORY_TARGET says' : await whyNoHaproxy();
  if (why !== undefined && wanted === 'haproxy') throw new Error(`WEIGHBRIDGE_STORY_TARGET is haproxy, and ${why}.`);
  if (why !== undefined) return processes(why);
  try {
    const target = await haproxyTarget();
    console.log('Target: haproxy, with live counters from Prometheus (both were found)');
    return target;
  } catch (error) {
    await stopInBackground();
    if (wanted === 'haproxy' || interrupted.aborted || !(error instanceof Error)) throw error;
    return processes(error.message);
  }
}

function processes(why: string): StoryTarget {
  console.log(`Target: process, two servers and a proxy on this machine (${why})`);
  return processTarget();
}

/** The version that answers now, as its server says; `none` where nobody answers. */
export async function servingVersion(target: StoryTarget): Promise<string> {
  const answer = await fetch(`${target.address()}/health`, { signal: AbortSignal.timeout(10_000) });
  const health: unknown = await answer.json();
  return typeof health === 'object' && health !== null && 'version' in health ? String(health.version) : 'none';
}

/** Ends whatever serves, of either target, also what a run that was killed has left. */
export async function stopServing(): Promise<void> {
  await stopProcesses();
  await stopInBackground();
}
