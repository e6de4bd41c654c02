import type { ColumnSummary } from '../../record/data.ts';
import { htmlText } from '../escape.ts';
import { setting } from '../facts/changed.ts';
import { policyCommit, tookOf } from '../footer.ts';
import { htmlInk, type Ink } from '../ink.ts';
import { bytes, count, decimalsOfValue, duration, fixed, minus, percent } from '../number.ts';
import type { View } from '../view.ts';

/** The most entries of one list. */
const most = 60;

type Entry = readonly [name: string, text: string | undefined];

function definitions(entries: readonly Entry[]): string {
  const lines = entries.flatMap(([name, text]) => (text === undefined ? [] : [`<dt>${name}</dt><dd>${text}</dd>`]));
  return `<dl>${lines.join('')}</dl>`;
}

/** The five things that can have moved. */
export function changedSection(view: View): string {
  const { changed } = view.record.comparison ?? {};
  if (changed === undefined) return '';
  const ink = htmlInk();
  const unknown = (what: string): string | undefined => {
    const entry = changed.unknown.find((candidate) => candidate.what.toLowerCase().includes(what));
    return entry === undefined ? undefined : `could not be compared: ${ink.prose(entry.why)}`;
  };
  const settings = (list: typeof changed.params): string[] =>
    list.map(({ key, was, now }) => setting(key, was, now, ink));
  const data = changed.data.map(
    (entry) => `${ink.code(entry.path)} (${ink.name(entry.dataset)})${rowCounts(entry.added, entry.removed)}`,
  );
  const code = changed.code.map((file) => `${ink.code(file.path)}${lineCounts(file.added, file.removed)}`);
  const policy = changed.policy.map(({ where, was, now, effect }) => {
    return `${ink.prose(where)}: ${ink.prose(was ?? 'nothing')} → ${ink.prose(now ?? 'nothing')}, ${effect}`;
  });
  return `<h2 id="changed">What changed</h2>${definitions([
    ['Data', unknown('data') ?? listed(data)],
    ['Code', unknown('code') ?? listed(code)],
    ['Params', unknown('param') ?? listed(settings(changed.params))],
    ['Environment', unknown('environment') ?? listed(settings(changed.environment))],
    ['Policy', unknown('policy') ?? listed(policy)],
  ])}`;
}

function listed(items: readonly string[]): string {
  if (items.length === 0) return 'same';
  const left = items.length - most;
  return `${items.slice(0, most).join('<br>')}${left > 0 ? `<br>and ${count(left)} more` : ''}`;
}

function lineCounts(added: number | undefined, removed: number | undefined): string {
  const plus = added === undefined ? '' : ` +${count(added)}`;
  return `${plus}${removed === undefined ? '' : ` ${minus}${count(removed)}`}`;
}

function rowCounts(added: number | undefined, removed: number | undefined): string {
  const text = lineCounts(added, removed);
  return text === '' ? '' : `${text} rows`;
}

/** Columns of the data against the reference, where they were compared. */
export function dataSection(view: View): string {
  const columns = view.record.data?.drift ?? [];
  if (columns.length === 0) return '';
  const ink = htmlInk();
  const rows = columns
    .slice(0, most)
    .map(
      (column) =>
        `<tr><td>${ink.code(column.column)}</td><td>${summary(column.was, ink)}</td><td>${summary(column.now, ink)}</td><td class="r">${fixed(column.psi, 2)}</td></tr>`,
    );
  const left = columns.length - rows.length;
  const more = left > 0 ? `<p class="note">${count(left)} more columns are in the record.</p>` : '';
  return `<h2 id="data">Data</h2><table class="values"><tr><th>Column</th><th>Reference</th><th>Current</th><th class="r">PSI</th></tr>${rows.join('')}</table>${more}`;
}

function summary(column: ColumnSummary, ink: Ink): string {
  if (column.kind === 'median')
    return `median ${fixed(column.median, column.median >= 1000 ? 0 : decimalsOfValue(column.median))}`;
  return column.shares
    .slice(0, 3)
    .map(({ value, share }) => `${ink.code(value ?? '(missing)')} ${percent(share, 0)}`)
    .join('<br>');
}

/** What was weighed, by which policy, and how to do it again. */
export function recordSection(view: View): string {
  const { context, record } = view;
  const ink = htmlInk();
  const policy = policyCommit(view);
  const total = tookOf(view);
  const steps = Object.entries(record.durations ?? {}).map(
    ([command, time]) => `${htmlText(command)} ${duration(time)}`,
  );
  const outputs =
    record.training?.outputs.map(
      (output) => `${ink.code(output.path)}, ${bytes(output.bytes)}, ${ink.code(short(output.digest))}`,
    ) ?? [];
  const { lockfile, interpreter } = record.training?.environment ?? {};
  const digests = record.evaluation?.digests;
  return `<h2 id="record">Record</h2>${definitions([
    ['Record', ink.code(short(context.digest))],
    ['Model', outputs.length === 0 ? undefined : outputs.slice(0, most).join('<br>')],
    ['Predictions', digests === undefined ? undefined : ink.code(short(digests.predictions))],
    ['Rows', digests === undefined ? undefined : ink.code(short(digests.rows))],
    [
      'Lockfile',
      lockfile === undefined ? undefined : `${ink.code(lockfile.path)}, ${ink.code(short(lockfile.digest))}`,
    ],
    ['Interpreter', interpreter === undefined ? undefined : ink.name(interpreter)],
    ['Policy', policy === undefined ? undefined : `${ink.code(context.policyFile)} at ${ink.code(policy.slice(0, 7))}`],
    ['Repeat it', ink.code(context.repeat)],
    ['Took', total === undefined ? undefined : `${duration(total)} (${steps.join(', ')})`],
    ['Made by', `weighbridge ${ink.name(context.version)}`],
  ])}`;
}

/** `sha256:5d1f…c07a`. */
function short(digest: string): string {
  const [kind = '', hex = ''] = digest.split(':');
  return `${kind}:${hex.slice(0, 4)}…${hex.slice(-4)}`;
}
