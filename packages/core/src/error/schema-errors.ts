import { defineError } from './define.ts';

interface Wrong {
  /** What is wrong, in words: `"minimum" of "age"`. */
  readonly what: string;
  /** What it must be: `a number`. */
  readonly wanted: string;
  /** What it is: `the text "ten"`. */
  readonly found: string;
}

interface UnknownName {
  readonly name: string;
  readonly near?: string | undefined;
  readonly known: string;
}

function meant(near: string | undefined): string {
  return near === undefined ? '' : `Did you mean "${near}"? `;
}

/** Mistakes in a schema file, and what it asks that is not judged. Codes WB31xx. */
export const schemaErrors = {
  syntax: defineError('WB3101', { what: 'a key is there twice' }, ({ what }: { what: string }) => ({
    message: `The schema cannot be read: ${what}.`,
    cure: 'Write YAML 1.2 or JSON.',
  })),
  unknownDialect: defineError('WB3102', {}, () => ({
    message: 'This is neither a Frictionless Table Schema nor a JSON Schema of a row.',
    cure: 'A Table Schema has `fields`; a JSON Schema has `type: object` and `properties`.',
  })),
  schemaValue: defineError<Wrong>(
    'WB3103',
    { what: '"minimum" of "age"', wanted: 'a number', found: 'the text "ten"' },
    ({ what, wanted, found }) => ({ message: `${what} is ${found}.`, cure: `Write ${wanted}.` }),
  ),
  unknownKeyword: defineError<UnknownName & { readonly where: string }>(
    'WB3104',
    { name: 'requird', where: 'the constraints of "age"', near: 'required', known: 'required, unique' },
    ({ name, where, near, known }) => ({
      message: `There is no keyword "${name}" in ${where}.`,
      cure: `${meant(near)}Keywords: ${known}. One that is meant for others is listed under \`ignore\`.`,
    }),
  ),
  unsupported: defineError(
    'WB3105',
    { keyword: 'geopoint', why: 'points on a map are not judged' },
    ({ keyword, why }: { keyword: string; why: string }) => ({
      message: `"${keyword}" is not supported: ${why}.`,
      cure: `Take it out, or list "${keyword}" under \`ignore\` to go without it; the report then says so.`,
    }),
  ),
  unknownType: defineError<UnknownName>(
    'WB3106',
    { name: 'interger', near: 'integer', known: 'string, integer' },
    ({ name, near, known }) => ({
      message: `There is no type "${name}".`,
      cure: `${meant(near)}Types: ${known}.`,
    }),
  ),
  repeatedName: defineError('WB3107', { name: 'age' }, ({ name }: { name: string }) => ({
    message: `The column "${name}" is described twice.`,
    cure: 'Describe each column once.',
  })),
  unknownSchemaColumn: defineError<UnknownName & { readonly where: string }>(
    'WB3108',
    { name: 'custmer', where: '`primaryKey`', near: 'customer', known: 'customer, age' },
    ({ name, where, near, known }) => ({
      message: `${where} speaks of a column "${name}" that the schema does not describe.`,
      cure: `${meant(near)}Columns: ${known}.`,
    }),
  ),
  constraintOfType: defineError(
    'WB3109',
    { keyword: 'pattern', type: 'integer', possible: 'required, unique, minimum' },
    ({ keyword, type, possible }: { keyword: string; type: string; possible: string }) => ({
      message: `"${keyword}" says nothing about a column of type ${type}.`,
      cure: `Take it out, or change the type. Of this type: ${possible}.`,
    }),
  ),
  unreadableBound: defineError(
    'WB3110',
    { keyword: 'minimum', value: 'soon', type: 'date' },
    ({ keyword, value, type }: { keyword: string; value: string; type: string }) => ({
      message: `"${value}" of "${keyword}" cannot be read as ${type}.`,
      cure: 'Write it as the values of the column are written.',
    }),
  ),
  pattern: defineError(
    'WB3111',
    { what: 'it looks ahead, "(?=", which RE2 does not', at: 1 },
    ({ what, at }: { what: string; at: number }) => ({
      message: `The pattern cannot be judged: ${what} (at character ${at}).`,
      cure: 'Patterns are judged by RE2, in time linear in the text: groups, classes, repeats to 1000, alternatives.',
    }),
  ),
  tolerance: defineError('WB3112', { found: 'the text "some"' }, ({ found }: { found: string }) => ({
    message: `A tolerance is ${found}.`,
    cure: 'Write a share of the rows (`0.5%`), a count (`5`), or one of them for each rule (`{ required: 0.5% }`).',
  })),
  checkKind: defineError('WB3113', { found: 'column, minimum' }, ({ found }: { found: string }) => ({
    message: `A check has the keys ${found}, and none of them says what is asked.`,
    cure: 'Write `expression`, `rows`, `aggregate` with `column`, or `freshness` with `column`.',
  })),
  expression: defineError(
    'WB3114',
    { what: 'a value is missing after `>=`', possible: 'Write a column, a value or a function.' },
    ({ what, possible }: { what: string; possible: string }) => ({
      message: `The expression cannot be read: ${what}.`,
      cure: possible,
    }),
  ),
  expressionSize: defineError('WB3115', { limit: '2000 characters' }, ({ limit }: { limit: string }) => ({
    message: `The expression has more than ${limit}.`,
    cure: 'Write several checks instead.',
  })),
  unknownFunction: defineError<UnknownName>(
    'WB3116',
    { name: 'read_csv', near: undefined, known: 'abs, round' },
    ({ name, near, known }) => ({
      message: `Unknown function \`${name}\`.`,
      cure: `${meant(near)}Functions: ${known}.`,
    }),
  ),
  argumentCount: defineError(
    'WB3117',
    { name: 'length', wanted: '1', found: 2 },
    ({ name, wanted, found }: { name: string; wanted: string; found: number }) => ({
      message: `\`${name}\` has ${found} ${found === 1 ? 'argument' : 'arguments'}.`,
      cure: `It takes ${wanted}.`,
    }),
  ),
  operandKind: defineError(
    'WB3118',
    { what: 'the left side of `and`', wanted: 'a condition', found: 'a number' },
    ({ what, wanted, found }: { what: string; wanted: string; found: string }) => ({
      message: `In the expression, ${what} is ${found}.`,
      cure: `It must be ${wanted}.`,
    }),
  ),
  reference: defineError(
    'WB3119',
    { reference: '#/$defs/adress', what: 'nothing is there' },
    ({ reference, what }: { reference: string; what: string }) => ({
      message: `The reference "${reference}" cannot be followed: ${what}.`,
      cure: 'References stay in the file (`#/$defs/name`) and do not lead back to themselves.',
    }),
  ),
  schemaTooLarge: defineError('WB3120', { limit: '4 MiB' }, ({ limit }: { limit: string }) => ({
    message: `The schema has more than ${limit}.`,
    cure: 'Split the table, or take out what is not needed.',
  })),
  whichResource: defineError<{ readonly wanted?: string | undefined; readonly names: string }>(
    'WB3121',
    { names: 'orders, customers' },
    ({ wanted, names }) => ({
      message:
        wanted === undefined
          ? 'The data package describes more than one table.'
          : `The data package describes no table "${wanted}".`,
      cure: `Name one of them after the file, as in \`datapackage.json#orders\`. Tables: ${names}.`,
    }),
  ),
  ignoredInVain: defineError<{ readonly keyword: string; readonly near?: string | undefined }>(
    'WB3122',
    { keyword: 'geopiont', near: 'geopoint' },
    ({ keyword, near }) => ({
      message: `"${keyword}" is to be ignored, and the schema does not have it.`,
      cure: `${meant(near)}Take it out of \`ignore\` otherwise.`,
    }),
  ),
  emptyRange: defineError<Readonly<Record<'low' | 'from' | 'high' | 'to', string>>>(
    'WB3123',
    { low: 'minimum', from: '5', high: 'maximum', to: '1' },
    ({ low, from, high, to }) => ({
      message: `"${low}" is ${from} and "${high}" is ${to}: nothing lies between them.`,
      cure: 'Correct one of them, or take it out.',
    }),
  ),
};
