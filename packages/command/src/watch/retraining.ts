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
import type { LookTerms } from './work.ts';

/** The most retrainings that a watch keeps. */
const mostKept = 50;

/** A watch with its decision; of `retrain` with the retraining that is meant, before anything is done. */
export async function withDecision(work: LookTerms, watch: Watch): Promise<Watch> {
  const { retrain } = work.monitor;
  if (!retrain) return watch;
  const begun = unfinished(watch);
  const decision = begun ?? (await decide(work, watch, retrain));
  if (begun || decision.outcome === 'wait') return { ...watch, decision };
  const retrainings = [...watch.retrainings, plannedRetraining(decision, sha256)].slice(-mostKept);
  return { ...watch, decision, retrainings };
}

/** Starts the retraining that was decided and written down; after a kill the next look goes on with the same decision. */
export async function startDecided(work: LookTerms, watch: Watch): Promise<Watch> {
  const { retrain } = work.monitor;
  const decision = unfinished(watch);
  if (!retrain || !decision) return watch;
  return afterStart(work, watch, await startRetraining(work.weighing, decision, retrain));
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

async function decide({ weighing, at }: LookTerms, watch: Watch, policy: RetrainPolicy): Promise<RetrainDecision> {
  const { context } = weighing;
  const open = await openRetraining(context, watch, policy);
  return decideRetraining({ watch, policy, at, open, sha256, ...(await occasionOf(context)) });
}

function afterStart({ weighing }: LookTerms, watch: Watch, start: RetrainingStart): Watch {
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
