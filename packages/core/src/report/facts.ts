import { comparedData, dataWarnings, likelySource } from './data/facts.ts';
import { schemaPlace, stoppingRules } from './data/rules.ts';
import { codeSpan, isNumber } from './escape.ts';
import { changedFact } from './facts/changed.ts';
import { commitText, compared, headOf, noBaseline } from './facts/compared.ts';
import { toPass } from './facts/to-pass.ts';
import { trained } from './facts/trained.ts';
import { evaluated, who } from './facts/who.ts';
import { type Ink, markdownInk } from './ink.ts';
import { fixed } from './number.ts';
import { rowOf } from './reason.ts';
import { decimalsOfRow } from './shape.ts';
import { brokenUnderBase } from './under-base.ts';
import type { View } from './view.ts';

/** One item of the list: a bold lead word and a sentence. Those not `needed` can be left out of a short report. */
interface Fact {
  readonly lead: string;
  readonly text: string | undefined;
  readonly needed: boolean;
}

/** The most schemas that one line links. */
const mostSchemas = 3;

/** The list under the table, in its fixed order. */
export function factList(view: View, all: boolean): string {
  const ink = markdownInk();
  return factsOf(view, ink)
    .filter((fact) => fact.text !== undefined && (all || fact.needed))
    .map((fact) => `- **${fact.lead}** ${fact.text}`)
    .join('\n');
}

function factsOf(view: View, ink: Ink): Fact[] {
  return [
    { lead: 'To pass', text: view.situation === 'loosened policy' ? undefined : toPass(view), needed: false },
    { lead: 'Baseline', text: noBaseline(view, ink), needed: true },
    { lead: 'Who', text: who(view, ink), needed: false },
    { lead: 'Evaluated', text: evaluated(view), needed: false },
    { lead: 'Approved', text: approved(view, ink), needed: true },
    { lead: 'Likely source', text: likelySource(view, ink), needed: true },
    { lead: 'Data', text: dataWarnings(view, ink), needed: false },
    { lead: 'Compared', text: comparedFact(view, ink) ?? comparedData(view, ink), needed: true },
    { lead: 'Changed', text: changedFact(view, ink), needed: false },
    { lead: 'Trained', text: trained(view, ink), needed: false },
    { lead: 'More', text: more(view, ink), needed: true },
  ];
}

/** With a loosened policy the table has no values, so the comparison says them. */
function comparedFact(view: View, ink: Ink): string | undefined {
  const text = compared(view, ink);
  const failed = brokenUnderBase(view.record.verdict?.underBasePolicy?.checks ?? []);
  if (text === undefined || view.situation !== 'loosened policy' || failed === undefined) return text;
  const row = rowOf(view, failed);
  if (row?.now === undefined || row.was === undefined) return text;
  const decimals = decimalsOfRow(row);
  return `${text} ${ink.name(row.metric)} is ${fixed(row.now, decimals)} (was ${fixed(row.was, decimals)}).`;
}

/** Who approved a looser policy: the one place where a report names a person. */
function approved(view: View, ink: Ink): string | undefined {
  const { override } = view.record.verdict ?? {};
  if (override === undefined) return undefined;
  const person = ink.link(ink.name(override.by.replace(/^@/, '')), override.url);
  return `by ${person} at ${commitText(override.commit, view, ink)}: ${ink.prose(override.rule)}.`;
}

/** `Run 4812`; an id that is not a number is left out, so that no label holds foreign text. */
export function runText(id: string): string {
  return isNumber(id) ? `Run ${id}` : 'Run';
}

/** Links to the report and the run; without a page to open, the file's path. */
function more(view: View, ink: Ink): string | undefined {
  const { page, links } = view.context;
  const { run } = view.record.subject;
  const address = page?.url ?? (run === undefined ? undefined : links.artifacts(run.id));
  const label = 'Report with charts';
  const report = address === undefined ? pathText(page?.path, label) : [ink.link(label, address)];
  const runLink = run === undefined ? [] : [ink.link(runText(run.id), run.url ?? links.run(run.id))];
  const parts = [...report, ...runLink, ...schemaLinks(view, ink)];
  return parts.length === 0 ? undefined : parts.join(' · ');
}

/** The schemas whose rules are broken, at the commit that was judged. */
function schemaLinks(view: View, ink: Ink): string[] {
  const rules = stoppingRules(view.record);
  const head = headOf(view);
  const files = rules?.broken.flatMap((check) => schemaPlace(rules, check)?.file ?? []) ?? [];
  return [...new Set(files)]
    .slice(0, mostSchemas)
    .map((file) => ink.link(ink.code(file), head === undefined ? undefined : view.context.links.file(file, head)));
}

function pathText(path: string | undefined, label: string): string[] {
  return path === undefined ? [] : [`${label}: ${codeSpan(path)}`];
}
