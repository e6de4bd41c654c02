import type { DataRule, FieldType, TableSchema } from '../check/model.ts';
import type { PhysicalType, RuleFinding, TableColumn } from '../port/table.ts';
import type { TableProfile } from '../record/data.ts';

/** What a table was asked before its schema is written, and found to hold. */
export interface Fitting {
  /** The narrowest type that all values of a column have, where the file itself does not say. */
  readonly types: ReadonlyMap<string, FieldType>;
  /** Columns in which no value comes twice. */
  readonly unique: ReadonlySet<string>;
}

/** Narrow types first. */
const candidates: Readonly<Partial<Record<PhysicalType, readonly FieldType[]>>> = {
  text: ['integer', 'number', 'boolean', 'date', 'datetime', 'time'],
  json: ['integer', 'number', 'boolean', 'date', 'datetime', 'time', 'string'],
};
const place = { file: 'inferred', line: 1, column: 1 };

/**
 * Questions to ask of a table: which types its texts have, and which columns have no repeats. They are a schema, so that
 * any engine answers them.
 */
export function candidateSchema(columns: readonly TableColumn[], profile: TableProfile): TableSchema {
  const kinds = new Map(profile.profiles.map((each) => [each.column, each.kind]));
  const rules = columns.flatMap(({ name, type }): readonly DataRule[] => {
    const types = (candidates[type] ?? []).map((each) => ruleOf({ rule: 'type', column: name, types: [each] }));
    return kinds.get(name) === 'other' ? [...types, ruleOf({ rule: 'unique', column: name })] : types;
  });
  return {
    dialect: 'frictionless',
    file: place.file,
    fields: columns.map(({ name }) => ({ name, types: ['any'], reading: {}, place })),
    missingValues: [''],
    primaryKey: [],
    rules,
    ignored: [],
  };
}

function ruleOf(asked: DataRule['asked']): DataRule {
  return { asked, severity: 'error', place };
}

/** What the answers say. A column without values has no type. */
export function fittingOf({ rules }: TableSchema, findings: readonly RuleFinding[]): Fitting {
  const types = new Map<string, FieldType>();
  const unique = new Set<string>();
  for (const [index, { asked }] of rules.entries()) {
    const finding = findings[index];
    if (!finding || finding.notJudged !== undefined || finding.count > 0 || finding.of === 0) continue;
    if (asked.rule === 'unique') unique.add(asked.column);
    const [type] = asked.rule === 'type' ? (asked.types ?? []) : [];
    if (asked.rule === 'type' && type && !types.has(asked.column)) types.set(asked.column, type);
  }
  return { types, unique };
}
