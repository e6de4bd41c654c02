import type { RolloutEvent } from '../../record/rollout.ts';
import { clean, htmlText } from '../escape.ts';
import { commitText } from '../facts/compared.ts';
import { htmlInk, type Ink } from '../ink.ts';
import { bytes, counted, day, fixed, timeOfDay } from '../number.ts';
import { liveWord } from '../ship/live.ts';
import { marginText, percentsOf } from '../ship/share.ts';
import { adoptedCommit, type ShipView } from '../ship/state.ts';
import { shortDuration, stepRows } from '../ship/steps.ts';
import { weightText } from '../ship/words.ts';
import { definitions, shortDigest } from './list.ts';
import { sequenceFigures } from './sequence.ts';

/** The most rows of one table. */
const most = 100;

/** The version: its tag, its bytes, and why they may go on. */
export function versionSection(ship: ShipView): string {
  const { record, view } = ship;
  const { modelVersion } = record;
  if (modelVersion === undefined) return '';
  const ink = htmlInk();
  const { tag, commit, after, why, model, manifest, files, registries, evidence, alias, gitops } = modelVersion;
  const places = registries.slice(0, most).map(({ kind, name, url }) => `${kind}: ${ink.link(ink.code(name), url)}`);
  return `<h2 id="version">Version</h2>${definitions([
    ['Tag', `${ink.code(tag)} at ${commitText(commit, view, ink)}`],
    ['After', after === undefined ? 'nothing: the first version' : ink.name(after)],
    ['Why this number', ink.prose(why)],
    ['Model', ink.code(shortDigest(model))],
    ['Manifest', `${counted(files, 'file')}, ${bytes(modelVersion.bytes)}, ${ink.code(shortDigest(manifest))}`],
    ['Adopted from', adoptedText(ship, ink)],
    ['Believed by', evidenceText(evidence, ink)],
    ['Found in', places.length === 0 ? undefined : places.join('<br>')],
    [
      'Alias',
      alias === undefined
        ? undefined
        : `${ink.code(alias.tag)}${alias.previous === undefined ? '' : `, before that ${ink.name(alias.previous)}`}`,
    ],
    [
      'Manifest of the deployment',
      gitops === undefined
        ? undefined
        : `${ink.code(gitops.file)} of ${ink.code(gitops.branch)} in ${ink.code(gitops.repository)}`,
    ],
  ])}`;
}

/** The run whose bytes these are, and its record where that is known. */
function adoptedText({ record, view }: ShipView, ink: Ink): string {
  const commit = adoptedCommit(record);
  const digest = record.modelVersion?.adoptedFrom?.record;
  if (commit === undefined) return 'nothing: trained and judged anew';
  return `${commitText(commit, view, ink)}${digest === undefined ? '' : `, record ${ink.code(shortDigest(digest))}`}`;
}

function evidenceText(
  evidence: NonNullable<ShipView['record']['modelVersion']>['evidence'],
  ink: Ink,
): string | undefined {
  switch (evidence?.kind) {
    case 'attestation':
      return `an attestation signed by ${ink.prose(evidence.signer)}`;
    case 'api':
      return `the forge: run ${ink.name(evidence.run)} by ${ink.name(evidence.event)}`;
    case 'local':
      return 'the ledger of this machine alone';
    case undefined:
      return undefined;
  }
}

/** The rollout: its steps, what was watched, how sure that became over time, and everything that happened. */
export function rolloutSection(ship: ShipView): string {
  const { rollout } = ship;
  if (rollout === undefined) return '';
  const ink = htmlInk();
  const { plan } = rollout;
  const seconds = (value: number): string => shortDuration(value * 1000);
  return [
    '<h2 id="rollout">Rollout</h2>',
    stepsTable(ship),
    metricsTable(ship, ink),
    sequenceFigures(ship),
    '<h3>Plan</h3>',
    definitions([
      ['Steps', `${plan.steps.slice(0, most).map(weightText).join(', ')}, ${plan.strategy} on ${plan.target}`],
      [
        'Bake time',
        `${seconds(plan.bakeSeconds)} at each step, at most ${seconds(plan.maxHoldSeconds)}; then ${plan.onUndecided}`,
      ],
      ['Without data', plan.noData],
      ['Without a look', `the stable version takes over after ${seconds(plan.staleAfterSeconds)}`],
      ['False alarms', `at most ${fixed(plan.alpha * 100, 1)}% of innocent versions, all metrics and looks together`],
    ]),
    eventsTable(ship, rollout.events, ink),
  ].join('');
}

function stepsTable(ship: ShipView): string {
  const rows = stepRows(ship)
    .slice(0, most)
    .map((cells) => `<tr>${cells.map((cell) => `<td>${htmlText(cell)}</td>`).join('')}</tr>`);
  if (rows.length === 0) return '';
  return `<table class="values"><thead><tr><th>Step</th><th>Time (UTC)</th><th>Outcome</th></tr></thead>${rows.join('')}</table>`;
}

function metricsTable(ship: ShipView, ink: Ink): string {
  if (ship.metrics.length === 0) return '';
  const rows = ship.metrics.slice(0, most).map((metric) => {
    const { canary = 'no data', stable = 'no data', difference = 'not known', ends } = percentsOf(metric);
    const word = liveWord(metric);
    const kind = metric.outcome === 'harm' ? ' class="worse"' : '';
    const events = `${counted(metric.canary.all, 'event')} (${counted(metric.stable.all, 'event')})`;
    return `<tr><td>${ink.name(metric.name)}<small>${events}</small></td><td class="r"><b>${canary}</b> (${stable})</td><td><span${kind}>${difference} ${word}</span><small>${ends ?? ''}</small></td><td>${metric.outcome}<small>abort above +${marginText(metric)}</small></td></tr>`;
  });
  return `<h3>What is watched</h3><table class="values"><thead><tr><th>Metric</th><th class="r">Canary (stable)</th><th>Difference, always valid</th><th>Outcome</th></tr></thead>${rows.join('')}</table>`;
}

function eventsTable({ context }: ShipView, events: readonly RolloutEvent[], ink: Ink): string {
  if (events.length === 0) return '';
  const rows = events.slice(-most).map(({ at, kind, weight, reason }) => {
    const time = [day(at, context.now), timeOfDay(at)].filter((part) => part !== undefined).join(' ');
    return `<tr><td>${htmlText(clean(time))}</td><td>${kind}</td><td class="r">${weightText(weight)}</td><td>${ink.prose(reason)}</td></tr>`;
  });
  return `<h3>What happened</h3><table class="values"><thead><tr><th>When</th><th>What</th><th class="r">Weight</th><th>Why</th></tr></thead>${rows.join('')}</table>`;
}
