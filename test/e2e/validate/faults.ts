/** One row of the table of orders; null is a missing value. */
export type Order = Readonly<Record<string, string | number | boolean | null>>;

/** What is planted where: the cells that are written otherwise, and the check that must name the row. */
export interface Fault {
  /** 1-based data row. */
  readonly row: number;
  readonly cells: Order;
  readonly column?: string;
  readonly rule: string;
}

const orderCount = 300;

/** A row that breaks nothing. */
function goodOrder(row: number): Order {
  const quantity = 1 + (row % 9);
  const price = 5 + (row % 50) / 4;
  const day = String(1 + (row % 28)).padStart(2, '0');
  return {
    order: row,
    customer: `C${String(100_000 + ((row * 7919) % 899_999))}`,
    email: `person${row}@example.org`,
    country: ['DE', 'AT', 'CH', 'FR'][row % 4] ?? 'DE',
    status: row % 3 === 0 ? 'paid' : 'open',
    ordered: `2024-0${1 + (row % 9)}-${day}`,
    shipped: row % 5 === 0 ? null : `2024-1${row % 3}-${day}`,
    quantity,
    price,
    discount: (row % 4) / 8,
    total: quantity * price * (1 - (row % 4) / 8),
    weight: (row % 40) + 1,
    settled: row % 3 === 0,
    note: row % 7 === 0 ? null : `note ${row}`,
    rating: row % 6 === 0 ? null : 1 + (row % 5),
    postcode: `${10_000 + row}`,
  };
}

/** Twenty-five cells that break a rule, each in a row of its own but for the repeated orders. */
export const faults: readonly Fault[] = [
  { row: 1, cells: { price: 10_001, total: null }, column: 'price', rule: 'maximum' },
  { row: 7, cells: { customer: null }, column: 'customer', rule: 'required' },
  { row: 12, cells: { customer: 'c100012' }, column: 'customer', rule: 'pattern' },
  { row: 13, cells: { customer: 'C1000131' }, column: 'customer', rule: 'pattern' },
  { row: 20, cells: { country: 'XX' }, column: 'country', rule: 'enum' },
  { row: 21, cells: { country: 'de' }, column: 'country', rule: 'enum' },
  { row: 30, cells: { status: 'lost' }, column: 'status', rule: 'enum' },
  { row: 41, cells: { ordered: '2023-12-31' }, rule: 'expression' },
  { row: 42, cells: { ordered: '2025-01-01', shipped: null }, rule: 'expression' },
  { row: 50, cells: { quantity: 0, total: 0 }, column: 'quantity', rule: 'minimum' },
  { row: 51, cells: { quantity: 101, total: null }, column: 'quantity', rule: 'maximum' },
  { row: 60, cells: { price: -0.25, total: null }, column: 'price', rule: 'minimum' },
  { row: 70, cells: { discount: 1, total: 0 }, column: 'discount', rule: 'exclusiveMaximum' },
  { row: 80, cells: { email: 'a@b' }, column: 'email', rule: 'minLength' },
  { row: 81, cells: { email: `${'long'.repeat(9)}@x.org` }, column: 'email', rule: 'maxLength' },
  { row: 90, cells: { note: '🙂'.repeat(21) }, column: 'note', rule: 'maxLength' },
  { row: 100, cells: { rating: 6 }, column: 'rating', rule: 'enum' },
  { row: 110, cells: { order: 5 }, column: 'order', rule: 'unique' },
  { row: 111, cells: { order: 5 }, column: 'order', rule: 'unique' },
  { row: 120, cells: { postcode: '1012O' }, column: 'postcode', rule: 'pattern' },
  { row: 140, cells: { ordered: '2024-12-30', shipped: '2024-12-29' }, rule: 'expression' },
  { row: 150, cells: { total: 12_345.5 }, rule: 'expression' },
  { row: 161, cells: { status: 'paid', settled: false }, rule: 'expression' },
  { row: 170, cells: { weight: 2.5 }, column: 'weight', rule: 'type' },
  { row: 300, cells: { email: null }, column: 'email', rule: 'required' },
];

/** The rules that JSON Schema has no keyword for, in the order of the schema. */
export const expressions: readonly string[] = [
  "ordered >= date('2024-01-01')",
  "ordered <= date('2024-12-31')",
  'shipped >= ordered',
  'abs(quantity * price * (1 - discount) - total) < 0.01',
  "status = 'paid' implies settled",
];

/** The table with its faults. 🙂 has two UTF-16 units: 20 of them are allowed, 21 are not. */
export function orders(): readonly Order[] {
  const planted = new Map(faults.map(({ row, cells }) => [row, cells]));
  return Array.from({ length: orderCount }, (_, index) => ({
    ...goodOrder(index + 1),
    ...(index === 90 ? { note: '🙂'.repeat(20) } : {}),
    ...planted.get(index + 1),
  }));
}

/** As CSV: a missing value is an empty cell. */
export function asCsv(rows: readonly Order[]): string {
  const names = Object.keys(rows[0] ?? {});
  return [names, ...rows.map((row) => names.map((name) => row[name]))]
    .map((cells) => `${cells.map((cell) => String(cell ?? '')).join(',')}\n`)
    .join('');
}

/** As lines of JSON: a missing value is a key that is not there. */
export function asJsonLines(rows: readonly Order[]): string {
  const present = (row: Order): Order => Object.fromEntries(Object.entries(row).filter(([, cell]) => cell !== null));
  return rows.map((row) => `${JSON.stringify(present(row))}\n`).join('');
}
