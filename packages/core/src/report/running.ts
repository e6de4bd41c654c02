import type { ReportContext, WeighingFacts } from './context.ts';
import { htmlCode } from './escape.ts';
import { runText } from './facts.ts';
import { versionLink } from './footer.ts';
import { icons } from './headline.ts';
import { finished, markdownInk } from './ink.ts';
import { type Marker, markerLine, parseMarker } from './marker.ts';
import { duration, timeOfDay } from './number.ts';

/** What a note says of the commit that it judged, read back from its own text. */
interface Earlier {
  readonly headline: string;
  readonly table: readonly string[];
  readonly run: string | undefined;
}

/**
 * The note while a newer commit is being weighed, made from the note that stands there, so that no old verdict
 * passes for the current one. `previous` must be a note of ours (author and marker checked); undefined when it
 * does not begin with a marker of ours.
 */
export function renderRunning(previous: string, context: ReportContext): string | undefined {
  const marker = parseMarker(previous);
  const { weighing } = context;
  if (marker === undefined || weighing === undefined) return undefined;
  const first = markerLine(marker.note, marker.record, marker.commit, weighing.commit);
  const ink = markdownInk();
  const parts = [
    `### ${icons.running} ${shortModel(marker.note)}: weighing ${ink.code(weighing.commit.slice(0, 7))}`,
    noVerdict(weighing, context),
    earlierFold(marker, earlierOf(previous), context),
    `<sub>${versionLink(context.version)}</sub>`,
  ];
  return finished(`${first}\n${parts.join('\n\n')}`);
}

/** The model in a line that also holds 22 other characters. */
function shortModel(model: string): string {
  return markdownInk(32).name(model);
}

function noVerdict(weighing: WeighingFacts, { links }: ReportContext): string {
  const ink = markdownInk();
  const commit = ink.link(ink.code(weighing.commit.slice(0, 7)), links.commit(weighing.commit));
  const time = timeOfDay(weighing.startedAt);
  const expected = weighing.expected === undefined ? '' : `, about ${inMinutes(weighing.expected)}`;
  const started = time === undefined ? '' : ` Started ${time}${expected}.`;
  const run =
    weighing.run === undefined
      ? ''
      : ` ${ink.link(`Follow ${runText(weighing.run).toLowerCase()}`, links.run(weighing.run))}.`;
  return `${ink.strong(`No verdict yet for ${commit}.`)}${started}${run}`;
}

function inMinutes(milliseconds: number): string {
  return milliseconds < 60_000 ? duration(milliseconds) : `${Math.round(milliseconds / 60_000)} min`;
}

/** The last verdict folded away, with its main table. */
function earlierFold({ commit }: Marker, earlier: Earlier, context: ReportContext): string {
  const word = context.capabilities.changeWord;
  const line = `${earlier.headline}. No longer the head of this ${word}.`;
  if (!context.capabilities.folds) return `**Earlier commit** \`${commit.slice(0, 7)}\`: ${line}`;
  const body = [earlier.table.join('\n'), earlier.run].filter((part) => part !== undefined && part !== '').join('\n\n');
  return `<details><summary><b>Earlier commit</b> ${htmlCode(commit.slice(0, 7))}: ${line}</summary>\n\n${body}\n</details>`;
}

/** Reads a verdict note, or the fold of a running one. */
function earlierOf(previous: string): Earlier {
  const lines = previous.split('\n');
  const start = lines.findIndex((line) => line.startsWith('|'));
  const rest = start === -1 ? [] : lines.slice(start);
  const length = rest.findIndex((line) => !line.startsWith('|'));
  const table = length === -1 ? rest : rest.slice(0, length);
  return { headline: headlineOf(lines, table), table, run: runOf(lines) };
}

/** `❌ failed, roc_auc −0.018 worse`: the verdict and the first row that decided. */
function headlineOf(lines: readonly string[], table: readonly string[]): string {
  const folded = lines.find((line) => /^(<details><summary><b>|\*\*)Earlier commit/.test(line));
  const kept = folded === undefined ? undefined : /(?:<\/code>|`): (.*)\. No longer the head/.exec(folded)?.[1];
  if (kept !== undefined) return kept;
  const verdict = lines.find((line) => line.startsWith('### ')) ?? '';
  const word = /(passed|failed|inconclusive|stopped)(?::|$)/.exec(verdict)?.[1] ?? 'no verdict';
  const icon = /^### (✅|❌|⚠️)/u.exec(verdict)?.[1];
  const decided = decidedBy(table);
  return `${icon === undefined ? '' : `${icon} `}${word}${decided === undefined ? '' : `, ${decided}`}`;
}

/** Metric and change of the first row, without markup; only of a table of metrics. */
function decidedBy(table: readonly string[]): string | undefined {
  const [header = '', , first = ''] = table;
  if (!/^\| Metric \|.*\| Change/.test(header)) return undefined;
  const cells = first.split('|').map((cell) => cell.trim().split('<br>')[0] ?? '');
  const name = inSummary((cells[1] ?? '').replace(/^(❌|⚠️)(&nbsp;| )/u, ''));
  const change = /^\*{0,2}([+−]?\d[^*`|]*)\*{0,2}$/.exec(cells[3] ?? '')?.[1];
  if (name === undefined) return undefined;
  return change === undefined ? name : `${name} ${change}`;
}

/** A Markdown name for a place where Markdown is not read: its code span becomes `<code>`. */
function inSummary(cell: string): string | undefined {
  const span = /^(`+) ?(.*?) ?\1$/.exec(cell);
  if (span !== null) return htmlCode(span[2] ?? '');
  return cell === '' || /[`*]/.test(cell) ? undefined : cell;
}

/** The link to the run, from the list of facts or from the fold. */
function runOf(lines: readonly string[]): string | undefined {
  const link = /(?:^| · |^- \*\*More\*\* )(\[Run(?: \d+)?\]\([^\s()]*\))$/;
  const line = lines.find((candidate) => candidate.startsWith('- **More** ') || candidate.startsWith('[Run'));
  return line === undefined ? undefined : link.exec(line)?.[1];
}
