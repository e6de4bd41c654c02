import { codeSpan, ignoreMatcher } from '@weighbridge/core';
import type { DiffFacts, RecordFacts, UnreadableRecord } from './facts.ts';
import type { Settings } from './options.ts';

/** One line for the reviewer, in Markdown, and how loudly it is said. */
export interface Finding {
  readonly level: 'fail' | 'warn' | 'message';
  readonly text: string;
}

/** Everything that a reviewer should hear of this change, worst first. Pure. */
export function findings(
  records: readonly (RecordFacts | UnreadableRecord)[],
  diff: DiffFacts,
  settings: Settings,
): Finding[] {
  const readable = records.filter((record) => record.kind === 'record');
  const current = readable.filter((record) => isCurrent(record, diff));
  const all = [
    ...records.filter((record) => record.kind === 'unreadable').map(unreadable),
    ...current.flatMap((record) => [...verdictOf(record, settings), ...loosened(record), ...dataWithModel(record)]),
    ...readable.filter((record) => !isCurrent(record, diff)).map((record) => outdated(record, diff)),
    ...binariesInGit(diff, settings),
    ...(current.length === 0 ? codeWithoutRecord(diff, settings) : []),
  ];
  const levels: readonly Finding['level'][] = ['fail', 'warn', 'message'];
  return levels.flatMap((level) => all.filter((finding) => finding.level === level));
}

/** Where nobody knows the head, the record in the job's own folder is taken for this job's. */
function isCurrent({ commits }: RecordFacts, { head }: DiffFacts): boolean {
  return head === undefined || commits.length === 0 || commits.includes(head);
}

function unreadable({ path, why }: UnreadableRecord): Finding {
  return { level: 'fail', text: `The run record ${codeSpan(path)} cannot be read: ${why}.` };
}

function verdictOf({ model, verdict }: RecordFacts, { passed }: Settings): Finding[] {
  const name = codeSpan(model);
  if (!verdict) return [{ level: 'warn', text: `${name} was measured, and no gate has judged it.` }];
  const { outcome, exit, reason } = verdict;
  const text = `${name} ${outcome}: ${codeSpan(reason, longestReason)}`;
  if (exit === 1) return [{ level: 'fail', text }];
  if (outcome !== 'passed') return [{ level: 'warn', text }];
  return passed ? [{ level: 'message', text }] : [];
}

const longestReason = 200;

function loosened({ model, loosened: lines, approvedBy }: RecordFacts): Finding[] {
  if (lines.length === 0) return [];
  const what = `The policy of ${codeSpan(model)} is looser than before: ${listed(lines)}.`;
  const text = approvedBy === undefined ? what : `${what} ${codeSpan(approvedBy)} approved it.`;
  return [{ level: 'warn', text }];
}

function dataWithModel({ model, evaluationData, moved }: RecordFacts): Finding[] {
  if (evaluationData.length === 0 || moved.length === 0) return [];
  const text = `The evaluation data of ${codeSpan(model)} (${listed(evaluationData)}) changed together with ${inOneSentence(moved)}, so nobody can tell which of them moved the numbers. Change the evaluation data by itself.`;
  return [{ level: 'warn', text }];
}

function outdated({ model, commits }: RecordFacts, { head }: DiffFacts): Finding {
  const [of = ''] = commits;
  const text = `The record of ${codeSpan(model)} is of commit ${codeSpan(of.slice(0, 7))}, not of ${codeSpan((head ?? '').slice(0, 7))}: it says nothing about this change.`;
  return { level: 'warn', text };
}

function binariesInGit({ stored }: DiffFacts, { binaries, maxBytes }: Settings): Finding[] {
  return stored
    .filter(({ path, bytes }) => bytes > maxBytes && binaries.includes(endingOf(path)))
    .map(({ path, bytes }) => ({
      level: 'fail',
      text: `${codeSpan(path)} (${inBytes(bytes)}) is a model that git itself would keep for ever. Run ${codeSpan(`git lfs track "*.${endingOf(path)}"`)} and commit it again, or give it to the policy's store.`,
    }));
}

function endingOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return name.includes('.') ? name.slice(name.lastIndexOf('.') + 1).toLowerCase() : '';
}

function codeWithoutRecord({ edited }: DiffFacts, { code }: Settings): Finding[] {
  const changed = edited.filter(ignoreMatcher(code));
  if (changed.length === 0) return [];
  const text = `Training code changed (${listed(changed)}), and no record of this head says what became of the model. Run ${codeSpan('weighbridge gate')} before danger in the same job, or bring its ${codeSpan('.weighbridge/')} here.`;
  return [{ level: 'warn', text }];
}

const longestList = 3;

function listed(items: readonly string[]): string {
  const shown = items.slice(0, longestList).map((item) => codeSpan(item));
  const more = items.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}

function inOneSentence(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

function inBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1_000_000 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
