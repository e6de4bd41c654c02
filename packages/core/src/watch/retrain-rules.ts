import { listed } from '../policy/source.ts';
import type { RetrainCause } from '../policy/watch.ts';
import type { Alarm, RetrainDecision } from '../record/watch.ts';

type Inputs = RetrainDecision['inputs'];
type Reason = RetrainDecision['reasons'][number];

const dayLength = 24 * 60 * 60 * 1000;
const month = 30 * dayLength;

/** A watch keeps so many retrainings; a larger limit could not be counted. */
const mostKept = 50;

/** In the order in which they are asked. */
export const retrainRules: readonly ((inputs: Inputs) => Reason)[] = [
  alarmRule,
  ownCommitRule,
  openRule,
  cooldownRule,
  monthRule,
  newsRule,
  successRule,
  ignoredRule,
];

function alarmRule({ alarms, policy: { on } }: Inputs): Reason {
  const causes = on.flatMap((cause) => {
    const own = alarms.filter((alarm) => causeOf(alarm) === cause);
    return own.length === 0 ? [] : [`${cause} of ${listed(own.map(alarmText))}`];
  });
  const holds = causes.length > 0;
  return { rule: 'alarm', holds, text: holds ? causes.join(', ') : `no alarm of ${on.join(' or ')}` };
}

function alarmText({ name, slice, flagged, of }: Alarm): string {
  const where = slice ? ` for ${slice.column}=${slice.value}` : '';
  return `${name}${where} in ${flagged} of ${of} windows`;
}

function ownCommitRule({ ownCommit, occasion }: Inputs): Reason {
  const text = ownCommit ? `this look was started by a commit of our own (${occasion})` : startedBy(occasion);
  return { rule: 'own commit', holds: !ownCommit, text };
}

const byHand: readonly string[] = ['local', 'workflow_dispatch', 'web'];

/** What started a look, in words: `started by the schedule`, `started by hand`, `started by push of main`. */
export function startedBy(occasion: string): string {
  if (byHand.includes(occasion)) return 'started by hand';
  return `started by ${occasion === 'schedule' ? 'the schedule' : occasion}`;
}

function openRule({ open }: Inputs): Reason {
  const text = open === undefined ? 'no other one open' : `${open} is still open`;
  return { rule: 'open', holds: open === undefined, text };
}

function cooldownRule({ at, retrainings, policy: { cooldownSeconds } }: Inputs): Reason {
  const last = retrainings.at(-1);
  if (!last) return { rule: 'cooldown', holds: true, text: 'none before it' };
  const since = Date.parse(at) - Date.parse(last.at);
  const text = `last one ${lengthText(since)} ago, at least ${lengthText(cooldownSeconds * 1000)}`;
  return { rule: 'cooldown', holds: since >= cooldownSeconds * 1000, text };
}

function monthRule({ at, retrainings, policy: { maxPerMonth } }: Inputs): Reason {
  const recent = retrainings.filter((each) => Date.parse(at) - Date.parse(each.at) < month).length;
  const most = Math.min(maxPerMonth, mostKept);
  return { rule: 'month', holds: recent < most, text: `${recent} of at most ${most} in 30 days` };
}

function newsRule({ reference, windows, retrainings }: Inputs): Reason {
  const last = retrainings.at(-1);
  const holds = last?.reference !== reference || last.windows !== windows;
  const text = holds ? 'windows that the last one did not know' : 'nothing new since the last one';
  return { rule: 'something new', holds, text };
}

/** A new champion is another reference. */
function successRule({ reference, retrainings, policy: { maxWithoutSuccess: most } }: Inputs): Reason {
  const vain = retrainings.length - 1 - retrainings.findLastIndex((each) => each.reference !== reference);
  const holds = vain < most;
  const text = holds
    ? `${vain} of at most ${most} without a new champion`
    : `${vain} in a row made no new champion, so a person must look`;
  return { rule: 'success', holds, text };
}

function ignoredRule({ ignoredUntil }: Inputs): Reason {
  const text =
    ignoredUntil === undefined ? 'not ignored' : `ignored until ${ignoredUntil.slice(0, 16).replace('T', ' ')} UTC`;
  return { rule: 'ignored', holds: ignoredUntil === undefined, text };
}

/** `31 days`, `1 day`, `5 h`, `20 min`: never more than has passed. */
function lengthText(milliseconds: number): string {
  const minutes = Math.max(0, Math.floor(milliseconds / 60_000));
  if (minutes < 120) return `${minutes} min`;
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h`;
  return `${Math.floor(minutes / (24 * 60))} days`;
}

/** Which cause of `retrain.on` an alarm is; a service that answers badly is nothing that training cures. */
export function causeOf({ kind }: Pick<Alarm, 'kind'>): RetrainCause | undefined {
  switch (kind) {
    case 'column':
      return 'drift';
    case 'prediction':
      return 'prediction';
    case 'metric':
      return 'performance';
    case 'service':
      return undefined;
  }
}
