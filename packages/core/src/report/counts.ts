import { isRelative, tally } from './checks.ts';
import { stoppingRules } from './data/rules.ts';
import type { Ink } from './ink.ts';
import { count, counted, fixed } from './number.ts';
import { sideOf } from './rows.ts';
import { decimalsOfRow } from './shape.ts';
import type { View } from './view.ts';

/** What follows the bold sentence: how many checks hold, and what the verdict means for merging. */
export function afterReason(view: View, ink: Ink): string {
  if (view.outcome === 'stopped') return stoppedNote(view, ink);
  if (view.situation === 'loosened policy') return '';
  return [overall(view, ink), checkCount(view), mergeNote(view, ink)].filter((part) => part !== '').join(' ');
}

function stoppedNote(view: View, ink: Ink): string {
  const { stopped, training, evaluation } = view.record;
  const isUntrained = training?.usage === undefined && training?.reused === undefined && evaluation === undefined;
  if (stoppingRules(view.record) !== undefined && isUntrained) {
    return 'Nothing was trained, so there are no metrics for this commit.';
  }
  const step = stopped === undefined ? 'The gate' : ink.code(stopped.command);
  return `${step} did not finish, so this commit has no ${evaluation === undefined ? 'metrics' : 'verdict'}.`;
}

/** `Overall roc_auc rose by 0.012.`, where a slice failed and the whole did not. */
function overall(view: View, ink: Ink): string {
  const { primary, deciding } = view;
  if (deciding?.slice === undefined || primary?.delta === undefined || view.outcome !== 'failed') return '';
  if (sideOf(primary) !== 'better') return '';
  const change = fixed(Math.abs(primary.delta), decimalsOfRow(primary));
  return `Overall ${ink.name(primary.metric)} ${primary.delta < 0 ? 'fell' : 'rose'} by ${change}.`;
}

/** `All 6 checks hold.`, `2 of 6 checks failed.` */
function checkCount(view: View): string {
  const total = view.groups.length;
  if (total === 0) return '';
  const counts = tally(view.groups);
  const failed = counts.get('failed') ?? 0;
  if (failed > 0) return `${count(failed)} of ${counted(total, 'check')} failed.`;
  const held = counts.get('passed') ?? 0;
  if (held === total) return total === 1 ? 'The one check holds.' : `All ${count(total)} checks hold.`;
  const waiting = view.groups.filter((group) => group.outcome === 'not judged' && isRelative(group.worst)).length;
  if (waiting > 0 && view.situation === 'first run') return firstRunCount(held, waiting, view);
  const open = (counts.get('inconclusive') ?? 0) + (counts.get('incomparable') ?? 0);
  if (open > 0) return '';
  return `${counted(held, 'check')} ${held === 1 ? 'holds' : 'hold'}; ${count(total - held)} could not be judged.`;
}

function firstRunCount(held: number, waiting: number, view: View): string {
  const start = view.record.subject.change === undefined ? 'with the next run' : 'after the merge';
  const verb = held === 1 ? 'holds' : 'hold';
  const needs = waiting === 1 ? 'needs a baseline and starts' : 'need a baseline and start';
  if (held === 0) return `${counted(waiting, 'check')} ${needs} ${start}.`;
  return `${counted(held, 'check')} ${verb}; ${count(waiting)} more ${needs} ${start}.`;
}

function mergeNote(view: View, ink: Ink): string {
  if (view.outcome !== 'inconclusive') return '';
  const { verdict } = view.record;
  const incomparable = view.deciding?.outcome === 'incomparable' || view.situation === 'incomparable';
  const [key, value] = incomparable
    ? ['on-incomparable', verdict?.onIncomparable]
    : ['on-inconclusive', verdict?.onInconclusive];
  return `Merging is ${verdict?.exit === 0 ? 'not ' : ''}blocked (${ink.code(`${key}: ${value}`)}).`;
}
