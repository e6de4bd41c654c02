import type { Check } from '../record/verdict.ts';
import { isUpwards, listed, rounded, targetOf } from './facts/to-pass.ts';
import { type Ink, markdownInk } from './ink.ts';
import { count, counted, fixed, roundedUp } from './number.ts';
import { rowOf } from './reason.ts';
import { removedText } from './removed.ts';
import { isFromAnchor, relativeSide } from './rows.ts';
import { decimalsOfRow, isAmount, withUnit, writtenLimit } from './shape.ts';
import { brokenUnderBase, forbiddenRules } from './under-base.ts';
import type { View } from './view.ts';

/** Rows for one of several margins, as a multiple of the policy's. */
export interface MarginRows {
  readonly written: string;
  readonly rows: number;
  readonly isPolicy: boolean;
}

/** The undecided relative check whose rows needed are known. */
export function undecidedCheck(view: View): Check | undefined {
  const { deciding } = view;
  if (view.outcome !== 'inconclusive' || deciding?.outcome !== 'inconclusive') return undefined;
  return relativeSide(deciding) === undefined ? undefined : deciding;
}

/** Rows needed at 1 to 4 times the margin: they fall with its square, the spread staying what it is. */
export function rowsByMargin(check: Check): MarginRows[] {
  const needed = check.resolution?.rowsNeeded;
  if (needed === undefined || !isAmount(check.limit.written) || check.limit.value <= 0) return [];
  return [1, 2, 3, 4].map((times) => ({
    written: multiple(check.limit.written, times),
    rows: roundedUp(needed / times ** 2),
    isPolicy: times === 1,
  }));
}

/** `0.005` three times is `0.015`; `2.5%` twice is `5.0%`. */
function multiple(written: string, times: number): string {
  if (times === 1) return written;
  const digits = written.replace('%', '').trim();
  const decimals = digits.split('.')[1]?.length ?? 0;
  return `${(Number(digits) * times).toFixed(decimals)}${written.endsWith('%') ? '%' : ''}`;
}

/** What the reader of an undecided verdict can do, the best first. */
export function settleSection(view: View): string | undefined {
  const check = undecidedCheck(view);
  if (check === undefined) return undefined;
  const ink = markdownInk();
  const steps = [moreRows(view, check, ink), widerMargin(view, check), asItIs(view)].filter(
    (step) => step !== undefined,
  );
  const list = steps.map((step, index) => `${index + 1}. ${step}`).join('\n');
  return `**What would settle it**, the first being the best:\n${list}`;
}

function rowsNow(view: View, check: Check): number {
  return check.n ?? rowOf(view, check)?.n ?? view.record.evaluation?.rows ?? 0;
}

function moreRows(view: View, check: Check, ink: Ink): string {
  const [policy] = rowsByMargin(check);
  const now = count(rowsNow(view, check));
  if (policy === undefined) return `Evaluate on more rows (now ${now}).`;
  const shows = `“no worse than ${writtenLimit(check, ink)}”`;
  return `Evaluate on about **${counted(policy.rows, 'row')}** (now ${now}). That shows ${shows} in 4 of 5 runs if both models are equally good.`;
}

function widerMargin(view: View, check: Check): string | undefined {
  const [, wider] = rowsByMargin(check);
  if (wider === undefined) return undefined;
  const now = rowsNow(view, check);
  const key = `\`${check.limit.kind}: ${wider.written}\``;
  const side = relativeSide(check);
  if (wider.rows <= now) return `Accept a wider ${side}: for ${key} these ${counted(now, 'row')} are enough.`;
  return `Accept a wider ${side}: with ${counted(wider.rows, 'row')}, ${key} is enough.`;
}

function asItIs(view: View): string | undefined {
  if (view.record.verdict?.exit !== 0) return undefined;
  return 'Merge as it is. The run goes into the ledger as inconclusive and does not become the baseline, so small losses cannot add up unseen.';
}

/** What to do where only the base's policy forbids the change. */
export function mergeSection(view: View): string | undefined {
  if (view.situation !== 'loosened policy') return undefined;
  const ink = markdownInk();
  const { verdict } = view.record;
  const failed = brokenUnderBase(verdict?.underBasePolicy?.checks ?? []);
  const target = failed === undefined ? undefined : targetOf(view, failed)[0];
  const removed = removedText(view, ink);
  const keep = removed === undefined ? keepText(view) : `Keep ${removed} in the policy.`;
  const steps = [
    ...(target === undefined ? [keep] : [`${regain(target)}, and leave the policy as it is.`]),
    `${approval(view, ink)} and run the job again. It then passes, and the record keeps who approved.`,
  ];
  return `**To merge**, do one of two things:\n${steps.map((step, index) => `${index + 1}. ${step}`).join('\n')}`;
}

function keepText(view: View): string {
  if (forbiddenRules(view.record).length === 0) return 'Keep the policy of the base.';
  const base = view.base === undefined ? 'the base' : markdownInk().code(view.base);
  return `Fix or drop the rows that break the schema of ${base}, and leave the schema as it is.`;
}

function regain({ check, row, value }: ReturnType<typeof targetOf>[number]): string {
  const decimals = decimalsOfRow(row);
  const up = isUpwards(check);
  const verb = up ? 'Regain' : 'Return';
  const from = isFromAnchor(check) ? ', as the anchor asks' : '';
  const ink = markdownInk();
  const needed = withUnit(fixed(rounded(value, decimals, up), decimals), row.unit, ink);
  return `${verb} ${ink.name(check.metric)} to ${needed}${from}`;
}

/** Who has to approve; where nobody is named to do so, how to name them: the base's file counts. */
function approval(view: View, ink: Ink): string {
  const files = view.record.verdict?.ownedFiles ?? [];
  const file = listed((files.length === 0 ? [view.context.policyFile] : files).map((path) => ink.code(path)));
  const word = view.context.capabilities.changeWord;
  if (view.record.verdict?.owners?.length !== 0) {
    const each = files.length > 1 ? 'of each of ' : 'of ';
    return `Have an owner ${each}${file}${owners(view, ink)} approve this ${word}`;
  }
  const base = view.base === undefined ? 'the base' : ink.code(view.base);
  return `Nobody owns ${file} yet: name its owners in ${ink.code('CODEOWNERS')} on ${base}, update this branch, have one of them approve this ${word}`;
}

function owners(view: View, ink: Ink): string {
  const names = view.record.verdict?.owners ?? [];
  if (names.length === 0) return '';
  return ` (${names
    .slice(0, 3)
    .map((name) => ownerText(name, ink))
    .join(', ')}${names.length > 3 ? ' and others' : ''})`;
}

/** `acme/ml-leads`: never a mention. */
function ownerText(owner: string, ink: Ink): string {
  return owner
    .replace(/^@/, '')
    .split('/')
    .every((part) => ink.name(part) === part)
    ? owner.replace(/^@/, '')
    : ink.code(owner.replace(/^@/, ''));
}
