import { column, day, decimal, id, type Kind, pair, whole } from './kind.ts';
import { oneOf } from './random.ts';

/** Cells that are not of the column's type. */
export const types: readonly Kind[] = [
  {
    name: 'integers',
    columns: [
      id,
      column({ name: 'a', type: 'integer' }, whole, '12.5', 'twelve', '', '1e3', '-7', '+7', '007', '12.0'),
      column({ name: 'b', type: 'integer' }, whole, '99999999999999999999', '1 000', ' 5 ', '--1'),
    ],
  },
  {
    name: 'numbers',
    columns: [
      id,
      column({ name: 'a', type: 'number' }, decimal, '1,5', 'x', '', '1e3', '.5', '5.', '-0.1', 'NaN', 'INF', '-INF'),
      column({ name: 'b', type: 'number' }, decimal, '1.2.3', '$4', '12%', '0x10'),
    ],
  },
  {
    name: 'booleans',
    columns: [
      id,
      column(
        { name: 'a', type: 'boolean' },
        (_, random) => oneOf(random, ['true', 'false', '1', '0']),
        'yes',
        'tRUE',
        '',
      ),
      column(
        { name: 'b', type: 'boolean', trueValues: ['ja', 'J'], falseValues: ['nein'] },
        (_, random) => oneOf(random, ['ja', 'nein', 'J']),
        'Ja',
        'true',
        '0',
        'no',
      ),
    ],
  },
  {
    name: 'dates',
    columns: [
      id,
      column({ name: 'a', type: 'date' }, day, '2024-02-30', '24-01-01', '01/02/2024', '2023-02-29', 'yesterday', ''),
      column(
        { name: 'b', type: 'date', format: '%d.%m.%Y' },
        (_, random) => `${pair(1 + random(28))}.${pair(1 + random(12))}.2024`,
        '31.04.2024',
        '2024-04-30',
        '1/2/2024',
      ),
    ],
  },
  {
    name: 'times',
    columns: [
      id,
      column(
        { name: 'a', type: 'datetime' },
        (row, random) => `${day(row, random)}T10:${pair(random(60))}:00Z`,
        '2024-01-01',
        '2024-01-01T25:00:00Z',
        'now',
        '',
      ),
      column(
        { name: 'b', type: 'time' },
        (_, random) => `${pair(random(24))}:${pair(random(60))}:00`,
        '24:01:00',
        '10',
        'noon',
      ),
      column({ name: 'c', type: 'year' }, (_, random) => String(1900 + random(120)), 'MMXX', '20244', ''),
      column(
        { name: 'd', type: 'yearmonth' },
        (_, random) => `2024-${pair(1 + random(12))}`,
        '2024-13',
        '2024',
        'May 2024',
      ),
    ],
  },
];
