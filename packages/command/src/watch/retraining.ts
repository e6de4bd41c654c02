import {
  decideRetraining,
  decisionDigest,
  plannedRetraining,
  type RetrainDecision,
  type Retraining,
  type RetrainPolicy,
  type Watch,
} from '@weighbridge/core';
import { sha256 } from '../workspace/bytes.ts';
import { occasionOf } from './occasion.ts';
import { openRetraining } from './open-retraining.ts';
import { type RetrainingStart, startRetraining } from './retrain.ts';
import { writeWatch } from './state.ts';
import type { MonitorWork } from './work.ts';

/** A watch with the revision that a later write must still find. */
export interface Revised {
  readonly watch: Watch;
  readonly revision: string | undefined;
}

/** The most retrainings that a watch keeps. */
const mostKept = 50;

/**
 * Decides whether the model is trained anew, and starts that. What is meant is written down before it is done: after a kill
 * the next look goes on with the same decision.
 */
export async function retrainIfAsked(work: MonitorWork, watch: Watch, revision: string | undefined): Promise<Revised> {
  const { retrain } = work.monitor;
  if (!retrain) return { watch, revision };
  const begun = unfinished(watch);
  const decision = begun ?? (await decide(work, watch, retrain));
  const decided: Watch = { ...watch, decision };
  if (decision.outcome === 'wait') return { watch: decided, revision };
  const retrainings = begun
    ? watch.retrainings
    : [...watch.retrainings, plannedRetraining(decision, sha256)].slice(-mostKept);
  const meant: Watch = { ...decided, retrainings };
  const kept = await writeWatch(work.weighing.context, meant, revision);
  const start = await startRetraining(work.weighing, decision, retrain);
  return { watch: afterStart(work, meant, start), revision: kept };
}

/** The decision of a look that was killed, or failed, on its way. */
function unfinished({ retrainings, decision }: Watch): RetrainDecision | undefined {
  const last = retrainings.at(-1);
  if (!last || !decision || isMade(last)) return undefined;
  return decisionDigest(decision, sha256) === last.decision ? decision : undefined;
}

function isMade({ commit }: Retraining): boolean {
  return commit !== undefined;
}

async function decide({ weighing, at }: MonitorWork, watch: Watch, policy: RetrainPolicy): Promise<RetrainDecision> {
  const { context } = weighing;
  const open = await openRetraining(context, watch);
  return decideRetraining({ watch, policy, at, open, sha256, ...(await occasionOf(context)) });
}

function afterStart({ weighing }: MonitorWork, watch: Watch, start: RetrainingStart): Watch {
  const { log } = weighing.context;
  const before = watch.retrainings.slice(0, -1);
  if (start.outcome === 'started') {
    for (const line of start.say) log.info(`monitor: ${line}`);
    return { ...watch, retrainings: [...before, start.retraining] };
  }
  log.warn(
    `monitor: the retraining was ${start.outcome === 'unfinished' ? 'begun, and is not complete' : 'not started'}: ${start.why}`,
  );
  if (start.outcome === 'unfinished' || !watch.decision) return watch;
  const reasons = [...watch.decision.reasons, { rule: 'start', holds: false, text: start.why }];
  return { ...watch, retrainings: before, decision: { ...watch.decision, outcome: 'wait', reasons } };
}
