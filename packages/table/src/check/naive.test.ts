import type { Asked } from '@weighbridge/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { field, schemaOf, testTables } from '../../test/tables.ts';

const tables = testTables();

/** One cell of the column in question, as text; null where it is missing. */
type Cell = string | null;

type Kind = 'integer' | 'number' | 'string' | 'date';

/** The value of a cell by the plainest of readings; undefined where it is of another type. */
function read(kind: Kind, cell: string): number | string | undefined {
  if (kind === 'string') return cell;
  if (kind === 'date') return /^\d{4}-\d{2}-\d{2}$/.test(cell) && !Number.isNaN(Date.parse(cell)) ? cell : undefined;
  const pattern = kind === 'integer' ? /^-?\d+$/ : /^-?\d+(\.\d+)?$/;
  return pattern.test(cell) ? Number(cell) : undefined;
}

function fits(asked: Asked, value: number | string): boolean {
  switch (asked.rule) {
    case 'minimum':
      return value >= asked.value;
    case 'maximum':
      return value <= asked.value;
    case 'exclusiveMinimum':
      return value > asked.value;
    case 'exclusiveMaximum':
      return value < asked.value;
    case 'enum':
      return asked.values.includes(value);
    case 'minLength':
      return Array.from(String(value)).length >= asked.value;
    case 'maxLength':
      return Array.from(String(value)).length <= asked.value;
    case 'pattern':
      return new RegExp(`^(?:${asked.pattern})$`, 'u').test(String(value));
    default:
      throw new Error(asked.rule);
  }
}

interface Judged {
  readonly count: number;
  readonly of: number;
  readonly rows: readonly number[];
}

/** Judges row by row, as the rules' descriptions say and no faster. */
function judge(asked: Asked, kind: Kind, cells: readonly Cell[]): Judged {
  const rows: number[] = [];
  const seen = new Set<number | string>();
  let of = 0;
  for (const [index, cell] of cells.entries()) {
    const value = cell === null ? undefined : read(kind, cell);
    const isJudged = asked.rule === 'required' || (asked.rule === 'type' ? cell !== null : value !== undefined);
    if (isJudged) of += 1;
    const isBroken = breaks(asked, cell, value, seen);
    if (value !== undefined) seen.add(value);
    if (isJudged && isBroken) rows.push(index + 1);
  }
  return { count: rows.length, of, rows: rows.slice(0, 20) };
}

function breaks(
  asked: Asked,
  cell: Cell,
  value: number | string | undefined,
  seen: ReadonlySet<number | string>,
): boolean {
  if (asked.rule === 'required') return cell === null;
  if (value === undefined) return asked.rule === 'type';
  if (asked.rule === 'type') return false;
  return asked.rule === 'unique' ? seen.has(value) : !fits(asked, value);
}

const cellOf: Readonly<Record<Kind, fc.Arbitrary<string>>> = {
  integer: fc.integer({ min: -5, max: 40 }).map(String),
  number: fc.integer({ min: -20, max: 80 }).map((quarter) => String(quarter / 4)),
  string: fc.string({ unit: fc.constantFrom('a', 'b', 'é', '💩', '"', ',', "'"), minLength: 1, maxLength: 4 }),
  date: fc.integer({ min: 0, max: 40 }).map((day) => new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10)),
};

function rulesOf(kind: Kind): readonly Asked[] {
  const column = 'c';
  const values = { integer: [3, 7, 12], number: [0.25, 3, 7.5], string: ['a', 'é"', '💩,'], date: ['2026-01-03'] }[
    kind
  ];
  const [bound = 0] = values;
  const always: Asked[] = [
    { rule: 'required', column },
    { rule: 'type', column },
    { rule: 'unique', column },
    { rule: 'enum', column, values },
  ];
  if (kind === 'string') {
    return [
      ...always,
      { rule: 'minLength', column, value: 2 },
      { rule: 'maxLength', column, value: 2 },
      { rule: 'pattern', column, pattern: '[aé💩]+', whole: true },
    ];
  }
  const ranges = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'] as const;
  return [...always, ...ranges.map((rule): Asked => ({ rule, column, value: bound }))];
}

const duckTypes: Readonly<Record<Kind, string>> = {
  integer: 'BIGINT',
  number: 'DOUBLE',
  string: 'VARCHAR',
  date: 'DATE',
};

const table = fc.constantFrom<Kind>('integer', 'number', 'string', 'date').chain((kind) =>
  fc.record({
    kind: fc.constant(kind),
    cells: fc.array(
      fc.option(fc.oneof({ weight: 9, arbitrary: cellOf[kind] }, { weight: 1, arbitrary: fc.constant('x y') }), {
        freq: 6,
      }),
      { minLength: 1, maxLength: 60 },
    ),
    sorted: fc.boolean(),
  }),
);

it('counts what a judge counts who takes row after row', async () => {
  let turn = 0;
  await fc.assert(
    fc.asyncProperty(table, async ({ kind, cells: drawn, sorted }) => {
      const cells = sorted ? [...new Set(drawn)].sort((a, b) => Number(a) - Number(b)) : drawn;
      turn += 1;
      const quoted = (cell: Cell): string => (cell === null ? '' : `"${cell.replaceAll('"', '""')}"`);
      tables.write(`${turn}.csv`, `id,c\n${cells.map((cell, id) => `${id},${quoted(cell)}`).join('\n')}\n`);
      const lines = cells.map((cell, id) => JSON.stringify(cell === null ? { id } : { id, c: jsonOf(kind, cell) }));
      tables.write(`${turn}.jsonl`, `${lines.join('\n')}\n`);
      const typed = `SELECT TRY_CAST(c AS ${duckTypes[kind]}) AS c FROM read_csv('${tables.folder}/${turn}.csv', all_varchar = true)`;
      await tables.copy(`${turn}.parquet`, typed);
      const rules = rulesOf(kind);
      const schema = schemaOf([field('c', kind)], rules);
      const short = (found: readonly Judged[]): readonly Judged[] =>
        found.map(({ count, of, rows }) => ({ count, of, rows }));
      const expected = rules.map((asked) => judge(asked, kind, cells));
      expect(short(await tables.check(`${turn}.csv`, schema))).toEqual(expected);
      expect(short(await tables.check(`${turn}.jsonl`, schema))).toEqual(
        cells.some((cell) => cell !== null) ? expected : expect.anything(),
      );
      const clean = cells.map((cell) => (cell === null || read(kind, cell) === undefined ? null : cell));
      expect(short(await tables.check(`${turn}.parquet`, schema))).toEqual(
        rules.map((asked) => judge(asked, kind, clean)),
      );
    }),
    { numRuns: 40 },
  );
});

function jsonOf(kind: Kind, cell: string): string | number {
  const value = read(kind, cell);
  return kind === 'date' || value === undefined ? cell : value;
}
