import { alert } from './banner.ts';
import type { PermissionFacts } from './context.ts';
import { codeSpan } from './escape.ts';
import { markdownInk } from './ink.ts';
import { reportPlace } from './place.ts';
import type { View } from './view.ts';

/** Why the report is only in the job summary; undefined where the note could be written. */
export function onlyHere(view: View): string | undefined {
  const word = view.context.capabilities.changeWord;
  if (view.record.subject.change?.fork === true) {
    return alert(
      'NOTE',
      `${capital(word)}s from forks: the report is in ${reportPlace(view.context.capabilities)}.`,
      view,
    );
  }
  if (view.context.permission === undefined) return undefined;
  const text = `This report is only here, not on the ${word}: the job’s token may not write comments. The verdict and the exit code are not affected.`;
  return alert('NOTE', text, view);
}

/** Exactly what lets the next run write the note: lines, file and job. Not for forks, whose tokens stay read-only. */
export function cure(view: View): string | undefined {
  const { permission } = view.context;
  const { change } = view.record.subject;
  if (permission === undefined || change?.fork === true) return undefined;
  const word = view.context.capabilities.changeWord;
  const parts = ['#### To get this as a comment', whatIsMissing(permission, word)];
  if (permission.lines.length > 0) {
    parts.push(fence(permission));
    const which = change === undefined ? `This ${word}` : `${capital(word)} ${change.number}`;
    const missing = permission.lines.filter((line) => line.missing).length;
    const enough = missing === 1 ? 'that one line is enough' : 'those lines are enough';
    parts.push(`${which} comes from this repository, so ${enough}.`);
  }
  return parts.join('\n\n');
}

function whatIsMissing({ call, status, needed, file, job, lines }: PermissionFacts, word: string): string {
  const answer = status === undefined ? '' : `HTTP ${status} from `;
  const rights = call.startsWith('GET ') ? `may not read ${word}s` : `can read ${word}s but not write to them`;
  const refused = `The token ${rights} (${answer}${codeSpan(call)}).`;
  if (lines.length === 0) return `${refused} It needs ${markdownInk().prose(needed)}.`;
  const where = file === undefined ? 'In the workflow' : `In ${codeSpan(file)}`;
  return `${refused} ${where}${job === undefined ? '' : `, job ${codeSpan(job)}`}:`;
}

function fence({ lines }: PermissionFacts): string {
  const widest = Math.max(...lines.map(({ line }) => line.length));
  const mark = lines.filter(({ missing }) => missing).length === 1 ? 'this line is missing' : 'missing';
  const text = lines.map(({ line, missing }) => (missing ? `${line.padEnd(widest)}   # ${mark}` : line));
  return `\`\`\`yaml\n${text.join('\n')}\n\`\`\``;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
