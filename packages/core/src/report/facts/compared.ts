import type { BaseReason, Reference } from '../../record/comparison.ts';
import { baseText, possessive } from '../headline.ts';
import type { Ink } from '../ink.ts';
import { count, counted } from '../number.ts';
import type { View } from '../view.ts';

/** A commit of seven characters in code, linked. */
export function commitText(sha: string, view: View, ink: Ink): string {
  return ink.link(ink.code(sha.slice(0, 7)), view.context.links.commit(sha));
}

/** The commit that the record speaks of. */
export function headOf(view: View): string | undefined {
  return view.record.subject.head ?? view.record.subject.checkedOut;
}

/** `9f3c2ab with main at 4be91c7: merge-base, ledger, 1 day old, same 6,057 rows.` */
export function compared(view: View, ink: Ink): string | undefined {
  const { comparison } = view.record;
  const { baseline } = comparison ?? {};
  if (comparison === undefined || comparison.outcome === 'first run') return undefined;
  const head = headOf(view);
  const start = head === undefined ? 'this' : commitText(head, view, ink);
  if (baseline === undefined) return `${start} with nothing: ${ink.prose(comparison.reason ?? 'no baseline')}.`;
  const rescored = comparison.rescored !== undefined;
  const other = referenceText(view, baseline, ink);
  const how = [...sourceWords(baseline), ...ageWords(baseline), ...pairingWords(view)].join(', ');
  const model = rescored ? `the model of ${other}${versionText(view, ink)}` : other;
  return [`${start} with ${model}: ${how}.`, ...remarks(view, ink)].join(' ');
}

function referenceText(view: View, reference: Reference, ink: Ink): string {
  const name = reference.ref === undefined ? undefined : ink.code(reference.ref);
  const commit = reference.commit === undefined ? undefined : commitText(reference.commit, view, ink);
  if (name !== undefined && commit !== undefined) return `${name} at ${commit}`;
  return name ?? commit ?? 'the given baseline';
}

function versionText(view: View, ink: Ink): string {
  const { version, model } = view.record.comparison?.rescored ?? {};
  const parts = [
    ...(version === undefined ? [] : [ink.prose(version)]),
    ...(model === undefined ? [] : [ink.code(`${model.slice(0, 11)}…`)]),
  ];
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

const reasonWords: Record<BaseReason, string> = {
  'merge-base': 'merge-base',
  'base tip': 'base tip',
  'queue base': 'queue base',
  'target of merged results': 'base tip',
  'commit before the push': 'commit before the push',
  'nearest ancestor': 'nearest ancestor',
  'given as input': 'given as input',
  'first accepted': 'first accepted',
  champion: 'champion in the registry',
};

const placeWords: Record<Reference['source'], string> = {
  input: 'given as input',
  ledger: 'ledger',
  'ci-artifact': 'CI artifact',
  file: 'metrics file',
  registry: 'champion in the registry',
};

function sourceWords(reference: Reference): string[] {
  const before = reference.commitsBefore > 0 ? ` (${counted(reference.commitsBefore, 'commit')} before)` : '';
  const words = [`${reasonWords[reference.reason]}${before}`, placeWords[reference.source]];
  return [...new Set(words)];
}

/** `1 day old, 2 commits`. */
function ageWords(reference: Reference): string[] {
  const { ageDays, ageCommits } = reference;
  const days =
    ageDays === undefined ? [] : [`${ageDays < 1 ? 'less than 1 day' : counted(Math.floor(ageDays), 'day')} old`];
  const commits = ageCommits === undefined || ageCommits === 0 ? [] : [counted(ageCommits, 'commit')];
  return [...days, ...commits];
}

function pairingWords(view: View): string[] {
  const { pairing } = view.record.comparison ?? {};
  if (pairing === undefined) return [];
  return pairing.kind === 'paired' ? [`same ${counted(pairing.rows, 'row')}`] : ['compared unpaired'];
}

/** What else bears on the comparison: rows that could not be paired, the anchor, the rows of a rescored model. */
function remarks(view: View, ink: Ink): string[] {
  const { pairing, anchor, rescored, changed } = view.record.comparison ?? {};
  const texts: string[] = [];
  if (pairing?.kind === 'unpaired')
    texts.push(`Rows could not be paired: ${ink.prose(pairing.reason.replace(/\.$/, ''))}.`);
  if (rescored !== undefined) {
    const path = changed?.data.find((entry) => entry.dataset === 'evaluation')?.path;
    const word = view.context.capabilities.changeWord;
    texts.push(path === undefined ? `Both on the rows of this ${word}.` : `Both on ${ink.code(path)} of this ${word}.`);
  }
  if (anchor?.commit !== undefined && anchor.commit !== view.record.comparison?.baseline?.commit) {
    texts.push(`Anchor: ${commitText(anchor.commit, view, ink)}, ${placeWords[anchor.source]}.`);
  }
  return texts;
}

/** `none. Looked in the ledger (empty) …`: every place that was searched on a first run. */
export function noBaseline(view: View, ink: Ink): string | undefined {
  const { comparison } = view.record;
  if (comparison?.outcome !== 'first run') return undefined;
  const places = comparison.searched
    .filter((place) => place.found !== 'not configured')
    .map((place) => placeText(place, ink));
  const looked = places.length === 0 ? 'none.' : `none. Looked ${withAnd(places)}.`;
  const head = headOf(view);
  if (head === undefined || view.outcome !== 'passed') return looked;
  const when = view.record.subject.change === undefined ? 'From now on' : 'When this is merged,';
  return `${looked} ${when} ${commitText(head, view, ink)} becomes the baseline.`;
}

function withAnd(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')}, and ${items.at(-1)}`;
}

type Searched = NonNullable<View['record']['comparison']>['searched'][number];

function placeText(place: Searched, ink: Ink): string {
  const where = ink.prose(place.where);
  const found = place.found === 'nothing' ? '' : ` (${place.found})`;
  switch (place.kind) {
    case 'ledger':
      return `in the ledger${place.found === 'nothing' ? ' (empty)' : found}`;
    case 'ci-artifact':
      return `in the CI artifacts of ${where}${found}`;
    case 'file':
      return `for ${where}${found}`;
    case 'registry':
      return `for a champion in the registry${found}`;
    case 'input':
      return `in ${where}${found}`;
  }
}

/** `[!WARNING]` text for a baseline that is older than the policy allows. */
export function staleText(view: View, ink: Ink): string | undefined {
  const { staleAfter } = view.context;
  const { baseline } = view.record.comparison ?? {};
  if (staleAfter === undefined || baseline === undefined) return undefined;
  const [days, commits] = [baseline.ageDays ?? 0, baseline.ageCommits ?? 0];
  if (days <= staleAfter.days && commits <= staleAfter.commits) return undefined;
  const age = [
    ...(days >= 1 ? [counted(Math.floor(days), 'day')] : []),
    ...(commits > 0 ? [counted(commits, 'commit')] : []),
  ].join(' and ');
  return `The baseline is ${age} old. Run the model on ${baseText(view, ink)} to renew it.`;
}

/** The `[!IMPORTANT]` text of a rescored comparison. */
export function rescoredText(view: View, ink: Ink): string | undefined {
  const { rescored } = view.record.comparison ?? {};
  if (rescored === undefined) return undefined;
  const word = view.context.capabilities.changeWord;
  const rows = `${count(rescored.rowsWas)} → ${counted(rescored.rowsNow, 'row')}`;
  const old = rescored.metrics.find((metric) => metric.name === view.primary?.metric) ?? rescored.metrics[0];
  const base = view.base === undefined ? 'the baseline' : ink.code(view.base);
  const record = old === undefined ? 'The numbers' : `The ${String(Number(old.was.toPrecision(3)))}`;
  return `The evaluation data changed in this ${word}: ${rows}. ${record} on record for ${base} ${
    old === undefined ? 'do' : 'does'
  } not compare, so ${possessive(view, ink)} model was scored again here.`;
}
