import type { FieldType } from '../check/model.ts';
import type { PhysicalType, TableColumn } from '../port/table.ts';
import type { ColumnProfile, TableProfile } from '../record/data.ts';
import { fixed } from '../report/number.ts';
import type { Fitting } from './infer-candidates.ts';

/** Of more values than these a list says nothing that a user would keep. */
const mostCategories = 12;
/** A value must come again so often, on average, before the values are taken for all there are. */
const leastRepeats = 20;

/**
 * A Frictionless Table Schema, as YAML, that the table itself holds: types, `required` where nothing is missing, `enum`
 * for few values that come again and again, `unique` for what is named like a key and has no repeats. What was only seen
 * (ranges, other columns without repeats) stands in comments, for data cannot say which bounds are meant.
 */
export function inferSchema(columns: readonly TableColumn[], profile: TableProfile, fitting: Fitting): string {
  const profiles = new Map(profile.profiles.map((each) => [each.column, each]));
  const fields = columns.flatMap((column) => fieldLines(column, profiles.get(column.name), profile.rows, fitting));
  const seen = profile.rows === 1 ? 'one row' : `${fixed(profile.rows, 0)} rows`;
  return [
    `# Written from ${seen}. Say what is meant, and take out what is chance.`,
    '$schema: https://datapackage.org/profiles/2.0/tableschema.json',
    'fields:',
    ...fields,
    '',
  ].join('\n');
}

function fieldLines(
  { name, type: physical }: TableColumn,
  profile: ColumnProfile | undefined,
  rows: number,
  fitting: Fitting,
): readonly string[] {
  const type = physicalTypes[physical] ?? fitting.types.get(name) ?? (physical === 'text' ? 'string' : 'any');
  const isRequired = profile !== undefined && profile.missing === 0 && rows > 0;
  const isUnique = fitting.unique.has(name);
  const values = type === 'string' ? fewValues(profile) : undefined;
  const constraints = [
    ...(isRequired ? ['required: true'] : []),
    ...(isUnique && isRequired && isNamedLikeKey(name) ? ['unique: true'] : []),
    ...(values ? [`enum: [${values.map(quoted).join(', ')}]`] : []),
  ];
  const remark =
    isUnique && !constraints.includes('unique: true') ? ['No value comes twice: `unique: true` if none may.'] : [];
  return [
    `  - name: ${plainOrQuoted(name)}`,
    `    type: ${type}`,
    ...(constraints.length > 0 ? ['    constraints:', ...constraints.map((each) => `      ${each}`)] : []),
    ...[...remark, ...rangeRemark(profile)].map((each) => `    # ${each}`),
  ];
}

/** Types that a file has itself. Texts and JSON have none: their values tell. */
const physicalTypes: Readonly<Partial<Record<PhysicalType, FieldType>>> = {
  string: 'string',
  integer: 'integer',
  number: 'number',
  boolean: 'boolean',
  date: 'date',
  datetime: 'datetime',
  time: 'time',
};

function isNamedLikeKey(name: string): boolean {
  return /(?:^|[^a-z])(?:id|key|uuid|guid)$/i.test(name) || /[a-z](?:Id|ID)$/.test(name);
}

function rangeRemark(profile: ColumnProfile | undefined): readonly string[] {
  if (profile?.kind !== 'number' || profile.min === undefined || profile.max === undefined) return [];
  return [`Seen: ${profile.min} to ${profile.max}. Limits stand as \`minimum\` and \`maximum\`.`];
}

/** Every value of a column, where the profile has them all and there is one. */
function allValues(profile: ColumnProfile | undefined): readonly string[] | undefined {
  if (profile?.kind !== 'category' || profile.rest > 0 || profile.values.length === 0) return undefined;
  return profile.values.length === profile.distinct ? profile.values.map(({ value }) => value) : undefined;
}

function fewValues(profile: ColumnProfile | undefined): readonly string[] | undefined {
  const values = allValues(profile);
  if (values === undefined || values.length > mostCategories || profile?.kind !== 'category') return undefined;
  const present = profile.values.reduce((sum, { count }) => sum + count, 0);
  return present >= leastRepeats * values.length ? values.toSorted() : undefined;
}

/** Words that YAML reads as nothing but text stand without quotes. */
function plainOrQuoted(text: string): string {
  const isPlain = /^[A-Za-z_]\w*$/.test(text) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(text);
  return isPlain ? text : quoted(text);
}

/** A JSON string is a YAML one. */
function quoted(text: string): string {
  return JSON.stringify(text).replaceAll(/[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
