import { worstChecksFirst } from '../../data-check/outcome.ts';
import type { DataCheck, DataSection, DatasetFacts } from '../../record/data.ts';
import type { RunRecord } from '../../record/record.ts';

/** The data rules of a record, as a reader counts them. */
export interface DataRules {
  readonly section: DataSection;
  /** Every rule, of every dataset. */
  readonly checks: readonly DataCheck[];
  /** Broken rules that stop the run, worst first. */
  readonly broken: readonly DataCheck[];
  /** Broken rules that only warn, worst first. */
  readonly warnings: readonly DataCheck[];
  readonly notJudged: readonly DataCheck[];
  readonly held: number;
}

/** Undefined where no data rule was judged at all. */
export function dataRulesOf(record: Pick<RunRecord, 'data'>): DataRules | undefined {
  const section = record.data;
  const checks = section?.checks ?? [];
  if (section === undefined || checks.length === 0) return undefined;
  const failed = worstChecksFirst(checks).filter(({ outcome }) => outcome === 'failed');
  return {
    section,
    checks,
    broken: failed.filter(({ severity }) => severity === 'error'),
    warnings: failed.filter(({ severity }) => severity === 'warning'),
    notJudged: checks.filter(({ outcome }) => outcome === 'not judged'),
    held: checks.filter(({ outcome }) => outcome === 'passed').length,
  };
}

/** The rules of a record whose data stopped it; undefined for every other record. */
export function stoppingRules(record: RunRecord): DataRules | undefined {
  if (record.stopped?.command !== 'validate') return undefined;
  const rules = dataRulesOf(record);
  return rules === undefined || rules.broken.length === 0 ? undefined : rules;
}

/** Whether a rule's dataset has to be named: more than one has rules that are broken. */
export function namesDatasets(checks: readonly DataCheck[]): boolean {
  return new Set(checks.map(({ dataset }) => dataset)).size > 1;
}

/** The datasets that the given rules speak of, in the record's order. */
export function datasetsOf({ section }: DataRules, checks: readonly DataCheck[]): DatasetFacts[] {
  const names = new Set(checks.map(({ dataset }) => dataset));
  return section.datasets.filter(({ name }) => names.has(name));
}

/** The schema that the first broken rule is written in: its file and line, else the dataset's schema. */
export function schemaPlace(rules: DataRules, check: DataCheck): { file: string; line?: number } | undefined {
  if (check.place !== undefined) return check.place;
  const path = rules.section.datasets.find(({ name }) => name === check.dataset)?.schema?.path;
  return path === undefined ? undefined : { file: path };
}

/** Keywords of a dataset's schema that the user goes without, each once. */
export function ignoredKeywords({ schema }: DatasetFacts): readonly string[] {
  return [...new Set(schema?.ignored ?? [])];
}
