import type { RunRecord } from '../record/record.ts';
import { banner } from './banner.ts';
import { fitted, noteTarget, shortenedText } from './budget.ts';
import type { ReportContext } from './context.ts';
import { afterReason } from './counts.ts';
import type { Cuts } from './cuts.ts';
import { stoppingRules } from './data/rules.ts';
import { brokenTable, forbiddenTable } from './data/table.ts';
import { headOf } from './facts/compared.ts';
import { factList } from './facts.ts';
import { foldTexts } from './folds.ts';
import { footer } from './footer.ts';
import { baseText, headline, plainHeadline } from './headline.ts';
import { finished, markdownInk } from './ink.ts';
import { markerLine } from './marker.ts';
import { cure, onlyHere } from './permission.ts';
import { policyTable } from './policy-table.ts';
import { reason } from './reason.ts';
import { mergeSection, settleSection } from './settle.ts';
import { renderShipNote, renderShipSummary, renderShipTitle } from './ship/note.ts';
import { isShipped } from './ship/state.ts';
import { mainTable } from './table.ts';
import { asCheck, forbiddenRules } from './under-base.ts';
import { type View, viewOf } from './view.ts';

/** The comment on a change: Markdown that fits the budget, its first line the marker. After the merge it goes on. */
export function renderNote(record: RunRecord, context: ReportContext): string {
  if (isShipped(record)) return renderShipNote(record, context);
  const view = viewOf(record, context);
  const budget = context.budget ?? Math.min(noteTarget, context.capabilities.noteLimit);
  const marker = markerLine(record.subject.model, context.digest, headOf(view));
  return fitted(budget, (cuts) => `${marker}\n${composed(view, cuts, undefined)}`);
}

/** The job summary: the note without its marker, and, where the note could not be written, why and what would help. */
export function renderSummary(record: RunRecord, context: ReportContext): string {
  if (isShipped(record)) return renderShipSummary(record, context);
  const view = viewOf(record, context);
  const { summaryLimit, noteLimit } = context.capabilities;
  // Where no summary is shown, a file and the log still hold it.
  const budget = context.budget ?? (summaryLimit || noteLimit);
  return fitted(budget, (cuts) => composed(view, cuts, onlyHere(view)));
}

/** The verdict line without icon or markup, at most 60 characters: the title of a status or check. */
export function renderTitle(record: RunRecord, context: ReportContext): string {
  if (isShipped(record)) return renderShipTitle(record, context);
  return plainHeadline(viewOf(record, context));
}

/** All parts from top to bottom; links stand above the folds, as in e-mail folds come unfolded. */
function composed(view: View, cuts: Cuts, notice: string | undefined): string {
  const after = afterReason(view, markdownInk());
  const parts = [
    `### ${headline(view)}`,
    notice,
    `**${reason(view)}**${after === '' ? '' : ` ${after}`}`,
    notice === undefined ? banner(view) : undefined,
    firstTable(view, cuts),
    settleSection(view),
    mergeSection(view),
    factList(view, cuts.allFacts),
    cure(view),
    ...(cuts.folds ? foldTexts(view, cuts) : [shortened(view)]),
    footer(view),
  ];
  return finished(parts.filter((part) => part !== undefined && part !== '').join('\n\n'));
}

/** The table that the verdict is read from: broken data rules, two policies, or metrics. */
function firstTable(view: View, cuts: Cuts): string {
  const rules = stoppingRules(view.record);
  if (rules !== undefined) return brokenTable(rules, cuts.tableRows);
  if (view.situation === 'loosened policy' && forbiddenRules(view.record).length > 0) {
    return forbiddenTable(forbiddenRules(view.record).map(asCheck), baseText(view, markdownInk()), cuts.tableRows);
  }
  return view.situation === 'loosened policy' ? policyTable(view, cuts.tableRows) : mainTable(view, cuts.tableRows);
}

function shortened(view: View): string {
  const { page } = view.context;
  const link = page?.url === undefined ? undefined : markdownInk().link('Open it', page.url);
  return shortenedText(page?.bytes, link);
}
