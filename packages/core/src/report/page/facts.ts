import { htmlText } from '../escape.ts';
import { setting } from '../facts/changed.ts';
import { policyCommit, repeatText, tookOf } from '../footer.ts';
import { htmlInk } from '../ink.ts';
import { bytes, count, duration, minus } from '../number.ts';
import type { View } from '../view.ts';
import { definitions, shortDigest } from './list.ts';
import { hasTraining } from './training.ts';

/** The most entries of one list. */
const most = 60;

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

/** What was weighed, by which policy, and how to do it again. */
export function recordSection(view: View): string {
  const { context, record } = view;
  const ink = htmlInk();
  const policy = policyCommit(view);
  const total = tookOf(view);
  const steps = Object.entries(record.durations ?? {}).map(
    ([command, time]) => `${htmlText(command)} ${duration(time)}`,
  );
  const told = hasTraining(view);
  const outputs = (told ? [] : (record.training?.outputs ?? [])).map(
    (output) => `${ink.code(output.path)}, ${bytes(output.bytes)}, ${ink.code(shortDigest(output.digest))}`,
  );
  const { lockfile, interpreter } = (told ? undefined : record.training?.environment) ?? {};
  const digests = record.evaluation?.digests;
  return `<h2 id="record">Record</h2>${definitions([
    ['Record', ink.code(shortDigest(context.digest))],
    ['Model', outputs.length === 0 ? undefined : outputs.slice(0, most).join('<br>')],
    ['Predictions', digests === undefined ? undefined : ink.code(shortDigest(digests.predictions))],
    ['Rows', digests === undefined ? undefined : ink.code(shortDigest(digests.rows))],
    [
      'Lockfile',
      lockfile === undefined ? undefined : `${ink.code(lockfile.path)}, ${ink.code(shortDigest(lockfile.digest))}`,
    ],
    ['Interpreter', interpreter === undefined ? undefined : ink.name(interpreter)],
    ['Policy', policy === undefined ? undefined : `${ink.code(context.policyFile)} at ${ink.code(policy.slice(0, 7))}`],
    ['Repeat it', ink.code(repeatText(view))],
    ['Took', total === undefined ? undefined : `${duration(total)} (${steps.join(', ')})`],
    ['Made by', `weighbridge ${ink.name(context.version)}`],
  ])}`;
}
