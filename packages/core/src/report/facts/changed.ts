import type { Changed } from '../../record/comparison.ts';
import type { Ink } from '../ink.ts';
import { count, fixed, minus, percent } from '../number.ts';
import { rowOf } from '../reason.ts';
import { decimalsOfRow } from '../shape.ts';
import { sliceText } from '../slice.ts';
import { schemaItems } from '../under-base.ts';
import type { View } from '../view.ts';
import { listed } from './to-pass.ts';

/** Of one kind of thing, the most that are named. */
const mostNamed = 3;

/** One of the five things that can have moved, in words. */
interface Part {
  readonly name: string;
  readonly items: readonly string[];
  readonly more: number;
}

/** `only params: max_depth 6 → 8. Data, code and environment are the same.` */
export function changedFact(view: View, ink: Ink): string | undefined {
  const { changed } = view.record.comparison ?? {};
  if (changed === undefined) return undefined;
  const parts = changedParts(view, changed, ink, mostNamed);
  const sentences = [
    parts.length === 0 ? 'nothing that was compared.' : partsText(parts),
    ...shareText(view, ink),
    ...twoAtOnce(view, changed),
    ...sameText(changed),
    ...changed.unknown.map(({ what, why }) => `${ink.prose(capital(what))} could not be compared: ${ink.prose(why)}.`),
  ];
  return sentences.join(' ');
}

/** What moved, in the order data, code, params, environment, schema, policy; at most `most` of each are named. */
function changedParts({ record }: View, changed: Changed, ink: Ink, most: number): Part[] {
  const parts = [
    ...dataParts(changed, ink),
    part(
      'code',
      changed.code.map((file) => `${ink.code(file.path)}${lineCounts(file.added, file.removed)}`),
      most,
    ),
    part(
      'params',
      changed.params.map((param) => setting(param.key, param.was, param.now, ink)),
      most,
    ),
    part(
      'environment',
      changed.environment.map((entry) => setting(entry.key, entry.was, entry.now, ink)),
      most,
    ),
    part('schema', schemaItems(record, ink), most),
    part('policy', [], most),
  ];
  return parts.filter(({ name, items }) => items.length > 0 || (name === 'policy' && changed.policy.length > 0));
}

function part(name: string, items: readonly string[], most: number): Part {
  return { name, items: items.slice(0, most), more: Math.max(0, items.length - most) };
}

function dataParts(changed: Changed, ink: Ink): Part[] {
  return changed.data.slice(0, mostNamed).map((entry) => {
    const rows =
      entry.added === undefined && entry.removed === undefined ? '' : `${lineCounts(entry.added, entry.removed)} rows`;
    return { name: dataName(entry.dataset, ink), items: [`${ink.code(entry.path)}${rows}`], more: 0 };
  });
}

function dataName(dataset: string, ink: Ink): string {
  if (dataset === 'train' || dataset === 'training') return 'training data';
  return dataset === 'evaluation' ? 'evaluation data' : `data ${ink.code(dataset)}`;
}

/** ` +41 −88`. */
function lineCounts(added: number | undefined, removed: number | undefined): string {
  const parts = [
    ...(added === undefined ? [] : [`+${count(added)}`]),
    ...(removed === undefined ? [] : [`${minus}${count(removed)}`]),
  ];
  return parts.length === 0 ? '' : ` ${parts.join(' ')}`;
}

/** `max_depth 6 → 8`. */
export function setting(key: string, was: string | undefined, now: string | undefined, ink: Ink): string {
  if (was === undefined) return `${ink.code(key)} ${ink.prose(now ?? '')}, new`;
  if (now === undefined) return `${ink.code(key)} removed`;
  return `${ink.code(key)} ${ink.prose(was)} → ${ink.prose(now)}`;
}

function partsText(parts: readonly Part[]): string {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) {
    return only.items.length === 0 ? `only ${only.name}.` : `only ${only.name}: ${itemsText(only)}.`;
  }
  const texts = parts.map((entry) => (entry.items.length === 0 ? entry.name : `${entry.name} (${itemsText(entry)})`));
  return `${listed(texts)}.`;
}

function itemsText({ items, more }: Part): string {
  return `${items.join(', ')}${more === 0 ? '' : ` and ${count(more)} more`}`;
}

/** How the share of a failed slice moved in the training data, where it is known. */
function shareText(view: View, ink: Ink): string[] {
  const slice = view.deciding?.slice;
  if (slice === undefined) return [];
  const column = view.record.data?.drift?.find((entry) => entry.column === slice.column);
  if (column?.was.kind !== 'shares' || column.now.kind !== 'shares') return [];
  const was = column.was.shares.find(({ value }) => value === slice.value)?.share;
  const now = column.now.shares.find(({ value }) => value === slice.value)?.share;
  if (was === undefined || now === undefined) return [];
  return [`${sliceText(slice, ink)} went from ${percent(was, 0)} to ${percent(now, 0)} of its rows.`];
}

/** With two or more causes, which of them costs the drop cannot be told: what to put back. */
function twoAtOnce(view: View, changed: Changed): string[] {
  const causes = [changed.data, changed.code, changed.params, changed.environment].filter((list) => list.length > 0);
  if (causes.length < 2 || view.outcome !== 'failed') return [];
  const failed = view.deciding === undefined ? undefined : rowOf(view, view.deciding);
  const lost = failed?.delta === undefined ? 'the difference' : fixed(Math.abs(failed.delta), decimalsOfRow(failed));
  const number = ['Two', 'Three', 'Four'][causes.length - 2] ?? 'Several';
  return [
    `${number} things moved at once and cannot be told apart: put one of them back to see which one costs ${lost}.`,
  ];
}

function sameText(changed: Changed): string[] {
  const unknown = changed.unknown.map(({ what }) => what.toLowerCase());
  const lists: readonly (readonly [string, number])[] = [
    ['data', changed.data.length],
    ['code', changed.code.length],
    ['params', changed.params.length],
    ['environment', changed.environment.length],
  ];
  const trainingKept = changed.data.length > 0 && changed.data.every((entry) => entry.dataset === 'evaluation');
  const names = lists.flatMap(([name, length]) => {
    if (name === 'data' && trainingKept) return ['training data'];
    return length === 0 && !unknown.some((what) => what.includes(name)) ? [name] : [];
  });
  if (names.length === 0) return [];
  const isOne = names.length === 1 && !['params', 'data'].includes(names[0] ?? '');
  return [`${capital(listed(names))} ${isOne ? 'is' : 'are'} the same.`];
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
