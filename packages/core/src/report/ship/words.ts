import type { MetricAnalysis } from '../../record/rollout.ts';
import { endOfHold } from '../../rollout/judge-step.ts';
import { cut } from '../escape.ts';
import { icons } from '../headline.ts';
import { type Ink, markdownInk, plainInk } from '../ink.ts';
import { counted, duration, timeOfDay } from '../number.ts';
import { marginText, percentsOf } from './share.ts';
import { adoptedCommit, answeredBy, harmOf, type ShipState, type ShipView, turnOf } from './state.ts';
import { versionText } from './version.ts';

/** The most characters of the headline, and of the bold sentence. */
const [longestHeadline, longestReason] = [60, 100];
const lengths = [64, 32, 20, 12] as const;

const stateIcons: Record<ShipState, string> = {
  registered: icons.passed,
  starting: icons.running,
  running: icons.running,
  held: icons.running,
  aborting: icons.failed,
  finishing: icons.running,
  serving: icons.passed,
  'rolled back': icons.failed,
};

/** `⏳ churn v1.4.0 registered, canary at 25%`, without the `###`, at most 60 characters. */
export function shipHeadline(ship: ShipView, inkOf: (longest: number) => Ink = markdownInk): string {
  const longest = lengths.find((each) => Array.from(headlineOf(ship, markdownInk(each))).length <= longestHeadline);
  if (longest !== undefined) return headlineOf(ship, inkOf(longest));
  const ink = inkOf(8);
  return `${stateIcons[ship.state]} ${ink.name(ship.record.subject.model)} ${versionText(cut(ship.version, 8), ink)} ${shortWords[ship.state]}`;
}

/** The headline without icon and markup: the title of a status. */
export function plainShipHeadline(ship: ShipView): string {
  return cut(shipHeadline(ship, plainInk).replace(/^\S+ /, ''), longestHeadline);
}

const shortWords: Record<ShipState, string> = {
  registered: 'is registered',
  starting: 'is starting',
  running: 'is rolling out',
  held: 'is held',
  aborting: 'is going back',
  finishing: 'takes over',
  serving: 'serves all traffic',
  'rolled back': 'is rolled back',
};

function headlineOf(ship: ShipView, ink: Ink): string {
  const name = `${ink.name(ship.record.subject.model)} ${versionText(ship.version, ink)}`;
  return `${stateIcons[ship.state]} ${name} ${stateWords(ship)}`;
}

function stateWords(ship: ShipView): string {
  const at = ship.step === undefined ? '' : ` at ${weightText(ship.step.weight)}`;
  switch (ship.state) {
    case 'registered':
      return 'registered';
    case 'starting':
      return 'registered, starting';
    case 'running':
      return `registered, ${ship.rollout?.plan.strategy ?? 'canary'}${at}`;
    case 'held':
      return `held${at}`;
    case 'aborting':
      return `aborted${at}, going back`;
    case 'finishing':
      return 'taking over';
    case 'serving':
      return 'serves all traffic';
    case 'rolled back':
      return `rolled back${hasServed(ship) ? '' : at}`;
  }
}

/** Whether the version had taken over before it was rolled back. */
export function hasServed({ rollout }: ShipView): boolean {
  return rollout?.events.some(({ kind }) => kind === 'finished') ?? false;
}

/** `25%`, `0.5%`. */
export function weightText(weight: number): string {
  return `${Number(weight.toFixed(2))}%`;
}

/** The bold sentence: the one number that decided, at most 100 characters. */
export function shipReason(ship: ShipView, inkOf: (longest: number) => Ink = markdownInk): string {
  const fits = (longest: number): boolean => {
    const length = Array.from(reasonOf(ship, markdownInk(longest))).length;
    return length > 0 && length <= longestReason;
  };
  const longest = lengths.find(fits);
  if (longest !== undefined) return reasonOf(ship, inkOf(longest));
  const said = sentence(inkOf(12).prose(cut(ship.rollout?.reason ?? '', 60)));
  return said === '' || Array.from(said).length > longestReason ? `The version ${shortWords[ship.state]}.` : said;
}

function reasonOf(ship: ShipView, ink: Ink): string {
  switch (ship.state) {
    case 'registered':
      return registeredReason(ship, ink);
    case 'starting':
      return `${versionText(ship.version, ink)} is being started and has no traffic yet.`;
    case 'running':
      return runningReason(ship, ink);
    case 'held':
      return heldReason(ship, ink);
    case 'aborting':
    case 'rolled back':
      return turnedReason(ship, ink);
    case 'finishing':
    case 'serving':
      return servingReason(ship, ink);
  }
}

function registeredReason({ record, version }: ShipView, ink: Ink): string {
  const { files, bytes } = record.modelVersion ?? {};
  const name = versionText(version, ink);
  if (adoptedCommit(record) !== undefined) return `${name} is the model that passed before the merge, byte for byte.`;
  return files === undefined || bytes === undefined
    ? `${name} is registered.`
    : `${name} is a model of ${counted(files, 'file')} that passed on this branch.`;
}

function runningReason(ship: ShipView, ink: Ink): string {
  const [first] = ship.metrics;
  const requests = answeredBy(ship);
  const total = requests === undefined ? '' : `, ${counted(requests, 'request')}`;
  if (first === undefined) return `Nothing is watched${total}: the policy names no metric.`;
  if (first.outcome === 'no data') return `No data of ${ink.name(first.name)}: nothing is known of the new version.`;
  return `No harm seen so far: ${ink.name(first.name)} ${sharesText(first)}${total}.`;
}

/** `1.0% against 1.1%`. */
function sharesText(metric: MetricAnalysis): string {
  const { canary, stable } = percentsOf(metric);
  return stable === undefined ? (canary ?? 'without data') : `${canary ?? 'no data'} against ${stable}`;
}

/** The metric that holds the step is the one that the rollout's own reason begins with. */
function heldReason(ship: ShipView, ink: Ink): string {
  const said = ship.rollout?.reason ?? 'the step is held';
  const open = ship.metrics.find(({ name, outcome }) => said.startsWith(`${name} `) && outcome !== 'no harm');
  if (open === undefined) return sentence(ink.prose(said));
  if (open.outcome === 'no data') return `No data of ${ink.name(open.name)}: nothing is known of the new version.`;
  const { difference } = percentsOf(open);
  const n = counted(open.canary.all, 'request');
  return `${ink.name(open.name)} moved by ${difference ?? 'nothing'}; ${n} cannot tell that from the allowed rise of ${marginText(open)}.`;
}

function turnedReason(ship: ShipView, ink: Ink): string {
  const harm = harmOf(ship);
  if (harm === undefined) return sentence(ink.prose(turnOf(ship)?.reason ?? ship.rollout?.reason ?? 'it was stopped'));
  const { canary, stable } = percentsOf(harm);
  const name = ink.name(harm.name);
  const start = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const rose = stable === undefined ? `is at ${canary}` : `rose from ${stable} to ${canary}`;
  return `${start} ${rose}; the policy aborts above +${marginText(harm)}.`;
}

function servingReason(ship: ShipView, ink: Ink): string {
  const since = ship.rollout?.endedAt === undefined ? undefined : timeOfDay(ship.rollout.endedAt);
  const start = `${versionText(ship.version, ink)} answers all requests${since === undefined ? '' : ` since ${since}`}`;
  const [first] = ship.metrics;
  return first === undefined || first.outcome === 'no data'
    ? `${start}.`
    : `${start}; ${ink.name(first.name)} ${sharesText(first)}.`;
}

/** What follows the bold sentence: what happens next, or what is true now. */
export function afterShipReason(ship: ShipView, ink: Ink): string {
  switch (ship.state) {
    case 'registered':
      return ink.prose(sentence(ship.record.modelVersion?.why ?? ''));
    case 'running':
      return nextStep(ship);
    case 'held':
      return heldUntil(ship);
    case 'aborting':
      return ship.stable === undefined ? '' : `Traffic is on its way back to ${versionText(ship.stable, ink)}.`;
    case 'rolled back':
      return backSince(ship, ink);
    case 'serving':
      return ship.stable === undefined ? '' : `${versionText(ship.stable, ink)} has no traffic any more.`;
    case 'starting':
    case 'finishing':
      return '';
  }
}

/** `Next step to 50% at 10:32 UTC if this holds.` */
function nextStep({ rollout, step, context }: ShipView): string {
  if (rollout === undefined || step?.from === undefined) return '';
  const next = rollout.plan.steps[rollout.step + 1];
  const what = next === undefined ? 'It takes over' : `Next step to ${weightText(next)}`;
  const due = new Date(step.from).getTime() + rollout.plan.bakeSeconds * 1000;
  const time = due > new Date(context.now).getTime() ? timeOfDay(new Date(due).toISOString()) : undefined;
  return time === undefined
    ? `${what} as soon as the difference is known well enough.`
    : `${what} at ${time} if this holds.`;
}

const heldEnds = {
  abort: 'it is rolled back',
  hold: 'it stays held until somebody decides',
  advance: 'it goes on all the same',
} as const;

function heldUntil({ rollout, step }: ShipView): string {
  if (rollout === undefined || step?.from === undefined) return '';
  const until = timeOfDay(new Date(new Date(step.from).getTime() + rollout.plan.maxHoldSeconds * 1000).toISOString());
  return until === undefined ? '' : `If that is still so at ${until}, ${heldEnds[endOfHold(rollout)]}.`;
}

/** `All traffic is back on v1.3.2 since 10:23 UTC, 41 s after the decision.` */
function backSince({ rollout, stable }: ShipView, ink: Ink): string {
  if (stable === undefined) return 'No version serves now: this was the first one.';
  const at = rollout?.endedAt === undefined ? undefined : timeOfDay(rollout.endedAt);
  const since = at === undefined ? '' : ` since ${at}`;
  const took =
    rollout?.secondsToAbort === undefined ? '' : `, ${duration(rollout.secondsToAbort * 1000)} after the decision`;
  return `All traffic is back on ${versionText(stable, ink)}${since}${took}.`;
}

/** A reason from the record as a sentence. */
function sentence(text: string): string {
  const bare = text.trim().replace(/[.\s]+$/, '');
  return bare === '' ? '' : `${bare.charAt(0).toUpperCase()}${bare.slice(1)}.`;
}
