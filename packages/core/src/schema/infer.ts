import type { FieldType } from '../check/model.ts';
import type { PhysicalType, TableColumn } from '../port/table.ts';
import type { ColumnProfile, TableProfile } from '../record/data.ts';
import { fixed } from '../report/number.ts';

/** Of more values than these a list says nothing that a user would keep. */
const mostCategories = 12;
/** A value must come again so often, on average, before the values are taken for all there are. */
const leastRepeats = 20;

/**
 * A Frictionless Table Schema, as YAML, that the table itself holds: types, `required` where nothing is missing, `enum`
 * for few values that come again and again. What was only seen (ranges, whole numbers, counters) stands in comments, for
 * data cannot say which bounds are meant.
 */
export function inferSchema(columns: readonly TableColumn[], profile: TableProfile): string {
  const profiles = new Map(profile.profiles.map((each) => [each.column, each]));
  const fields = columns.flatMap((column) => fieldLines(column, profiles.get(column.name), profile.rows));
  const seen = profile.rows === 1 ? 'one row' : `${fixed(profile.rows, 0)} rows`;
  return [
    `# Written from ${seen}. Say what is meant, and take out what is chance.`,
    '$schema: https://datapackage.org/profiles/2.0/tableschema.json',
    'fields:',
    ...fields,
    '',
  ].join('\n');
}

function fieldLines({ name, type: physical }: TableColumn, profile: ColumnProfile | undefined, rows: number) {
  const type = inferredType(physical, profile);
  const isRequired = profile !== undefined && profile.missing === 0 && rows > 0;
  const values = type === 'string' ? fewValues(profile) : undefined;
  const constraints = [
    ...(isRequired ? ['required: true'] : []),
    ...(values ? [`enum: [${values.map(quoted).join(', ')}]`] : []),
  ];
  return [
    `  - name: ${plainOrQuoted(name)}`,
    `    type: ${type}`,
    ...(constraints.length > 0 ? ['    constraints:', ...constraints.map((each) => `      ${each}`)] : []),
    ...remarks(type, profile).map((remark) => `    # ${remark}`),
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

function inferredType(physical: PhysicalType, profile: ColumnProfile | undefined): FieldType {
  const known = physicalTypes[physical];
  if (known) return known;
  if (physical === 'other') return 'any';
  if (profile?.type === 'number' && physical === 'text') return 'number';
  if (profile?.kind === 'number') return 'number';
  const fromValues = typeOfValues(allValues(profile));
  if (fromValues) return fromValues;
  return physical === 'text' ? 'string' : jsonType(profile);
}

/** Texts in JSON are known to be texts only where all of them were seen, and none could be another thing. */
function jsonType(profile: ColumnProfile | undefined): FieldType {
  const values = allValues(profile);
  const isText = values?.every((value) => !/^(?:[[{"]|-?\d|true$|false$|null$)/.test(value));
  return isText ? 'string' : 'any';
}

function typeOfValues(values: readonly string[] | undefined): FieldType | undefined {
  if (values === undefined) return undefined;
  if (values.every((value) => /^(?:true|True|TRUE|false|False|FALSE)$/.test(value))) return 'boolean';
  return values.every(isDay) ? 'date' : undefined;
}

/** A day of the calendar as ISO 8601 writes it. */
function isDay(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const date = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
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

function remarks(type: FieldType, profile: ColumnProfile | undefined): readonly string[] {
  if (profile?.kind === 'other' && (type === 'integer' || type === 'number')) {
    return ['Looks like a counter: `unique: true` if it names one row.'];
  }
  if (profile?.kind !== 'number' || profile.min === undefined || profile.max === undefined) return [];
  const range = `Seen: ${profile.min} to ${profile.max}. Limits stand as \`minimum\` and \`maximum\`.`;
  const seen = [profile.min, profile.max, ...profile.edges.slice(0, -1)];
  const isWhole = type === 'number' && seen.every(Number.isInteger);
  return isWhole ? [range, 'Only whole numbers stood out: `type: integer` if no others belong here.'] : [range];
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
