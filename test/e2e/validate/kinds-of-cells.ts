import { column, decimal, id, type Kind, name, pair, whole } from './kind.ts';
import { oneOf } from './random.ts';

/** How a cell is read. */
export const cells: readonly Kind[] = [
  {
    name: 'required',
    columns: [
      id,
      column({ name: 'a', type: 'string', constraints: { required: true } }, name, '', '', ''),
      column({ name: 'b', type: 'integer', constraints: { required: true } }, whole, '', 'x', ''),
      column({ name: 'c', type: 'string' }, name, '', ''),
    ],
  },
  {
    name: 'missing values',
    schema: { missingValues: ['', 'NA', '-'] },
    columns: [
      id,
      column({ name: 'a', type: 'number', constraints: { required: true } }, decimal, 'NA', '-', '', 'na', 'n/a'),
      column(
        { name: 'b', type: 'string', missingValues: ['unknown'], constraints: { required: true } },
        name,
        'unknown',
        'NA',
        '-',
      ),
      column({ name: 'c', type: 'integer', constraints: { minimum: 0 } }, whole, 'NA', '-1', '-'),
    ],
  },
  {
    name: 'decimal and group characters',
    columns: [
      id,
      column(
        { name: 'a', type: 'number', decimalChar: ',', groupChar: '.', constraints: { maximum: 5000 } },
        (_, random) => `1.${100 + random(900)},${pair(random(100))}`,
        '1,5',
        '12.345,00',
        '5.001,00',
        'x',
        '1,2,3',
      ),
      column(
        { name: 'b', type: 'number', groupChar: ' ' },
        (_, random) => `1 ${100 + random(900)}.5`,
        '1000',
        '1,000',
        '12 34.5',
      ),
    ],
  },
  {
    name: 'numbers that are not bare',
    columns: [
      id,
      column(
        { name: 'a', type: 'number', bareNumber: false, constraints: { minimum: 10 } },
        (_, random) => `€ ${10 + random(90)}.50`,
        '95%',
        'EUR -3',
        'free',
        '9.99 EUR',
        '€1 0',
      ),
      column(
        { name: 'b', type: 'integer', bareNumber: false },
        (_, random) => `${random(100)} kg`,
        '12.5 kg',
        'kg',
        'about 7 kg',
        '-3 kg',
      ),
    ],
  },
  {
    name: 'pattern',
    columns: [
      id,
      column(
        { name: 'a', type: 'string', constraints: { pattern: '[A-Z]{2}[0-9]{3}' } },
        (_, random) => `AB${100 + random(900)}`,
        'AB12',
        'xAB123',
        'AB1234',
        'ab123',
        '',
      ),
      column(
        { name: 'b', type: 'string', constraints: { pattern: 'cat|dog' } },
        (_, random) => oneOf(random, ['cat', 'dog']),
        'cats',
        'hotdog',
        'cow',
        'Cat',
      ),
      column(
        { name: 'c', type: 'string', constraints: { pattern: '\\d+.\\w' } },
        () => '12-a',
        '٣-a',
        '12\na',
        '12-é',
        '12--a',
        '12-a\n',
      ),
    ],
  },
];
