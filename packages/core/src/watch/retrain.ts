import type { RetrainPolicy } from '../policy/watch.ts';
import type { Sha256 } from '../record/canonical.ts';
import { canonicalJson } from '../record/canonical-json.ts';
import type { Digest } from '../record/evaluation.ts';
import type { RetrainDecision, Retraining, Watch, WatchWindow } from '../record/watch.ts';
import { retrainPrefix } from './retrain-branch.ts';
import { retrainRules } from './retrain-rules.ts';

/** Everything that a decision is made of. */
export interface RetrainInputs {
  readonly watch: Pick<Watch, 'model' | 'phase' | 'alarms' | 'windows' | 'reference' | 'retrainings' | 'ignored'>;
  readonly policy: RetrainPolicy;
  readonly at: Date;
  /** What started this look, for people: `schedule`, `push of main`. */
  readonly occasion: string;
  /** Whether a commit of ours started it. */
  readonly ownCommit: boolean;
  /** A retraining that has not ended, by its branch or change. */
  readonly open?: string | undefined;
  readonly sha256: Sha256;
}

/**
 * Whether the model is to be trained anew. Rules are asked in their order up to the first `no`; of equal inputs the decision is
 * equal to the byte (canonical JSON).
 */
export function decideRetraining({ watch, policy, ...facts }: RetrainInputs): RetrainDecision {
  const { at, occasion, ownCommit, open, sha256 } = facts;
  const inputs: RetrainDecision['inputs'] = {
    at: at.toISOString(),
    alarms: watch.alarms,
    reference: championOf(watch.reference),
    windows: windowsDigest(watch, sha256),
    retrainings: watch.retrainings.map(({ at: started, reference, windows }) => ({ at: started, reference, windows })),
    occasion,
    ownCommit,
    policy: {
      on: [...policy.on],
      cooldownSeconds: policy.cooldown / 1000,
      maxPerMonth: policy.maxPerMonth,
      maxWithoutSuccess: policy.maxWithoutSuccess,
    },
    ...(open === undefined ? {} : { open }),
    ...(watch.phase === 'ignored' && watch.ignored ? { ignoredUntil: watch.ignored.until } : {}),
  };
  const reasons: RetrainDecision['reasons'] = [];
  for (const rule of retrainRules) {
    const reason = rule(inputs);
    reasons.push(reason);
    if (!reason.holds) return { version: 1, model: watch.model, outcome: 'wait', reasons, inputs };
  }
  return { version: 1, model: watch.model, outcome: 'retrain', reasons, inputs };
}

/** Of a reference that is a file the champion changes while the file stays. */
function championOf({ digest, record }: Watch['reference']): Digest {
  return record ?? digest;
}

/** What the windows say that count today; how columns looked in them is not part of it. */
function windowsDigest({ windows, reference }: RetrainInputs['watch'], sha256: Sha256): Digest {
  const counted = windows.filter((window) => window.reference === reference.digest);
  const by = counted.at(-1)?.by;
  const said = counted.filter((window) => window.by === by && window.outcome === 'judged').map(withoutPictures);
  return sha256(new TextEncoder().encode(canonicalJson(said)));
}

function withoutPictures({ series, ...window }: WatchWindow): unknown {
  return { ...window, series: series.map(({ was: _was, now: _now, ...point }) => point) };
}

/** Digest of a decision: what the commit of a retraining names in its trailer. */
export function decisionDigest(decision: RetrainDecision, sha256: Sha256): Digest {
  return sha256(new TextEncoder().encode(canonicalJson(decision)));
}

/** The retraining that a decision asks for, before anything is done: of equal decisions the same one, with the same branch. */
export function plannedRetraining(decision: RetrainDecision, sha256: Sha256): Retraining {
  const { at, reference, windows } = decision.inputs;
  const [day = '', clock = ''] = at.split('T');
  const stamp = `${day.replaceAll('-', '')}-${clock.slice(0, 5).replace(':', '')}`;
  return {
    at,
    reference,
    windows,
    decision: decisionDigest(decision, sha256),
    branch: `${retrainPrefix}${decision.model}-${stamp}`,
  };
}
