import { column, id, type Kind, name, unlike, whole } from './kind.ts';
import { oneOf } from './random.ts';

/** Rules over the whole table. */
export const tables: readonly Kind[] = [
  {
    name: 'unique',
    columns: [
      id,
      column(
        { name: 'a', type: 'string', constraints: { unique: true } },
        unlike,
        'same',
        'same',
        'same',
        '',
        '',
        'Same',
      ),
      column(
        { name: 'b', type: 'integer', constraints: { unique: true } },
        (row) => String(row + 100),
        '7',
        '07',
        '7',
        '8',
      ),
      column(
        { name: 'c', type: 'number', constraints: { unique: true } },
        (row) => `${row}.5`,
        '90.0',
        '90',
        '9e1',
        '090',
        ' 90',
      ),
    ],
  },
  {
    name: 'primary key',
    schema: { primaryKey: 'key' },
    columns: [
      column({ name: 'key', type: 'string' }, unlike, 'key-3', 'key-4', 'key-5', ''),
      column({ name: 'a', type: 'integer' }, whole, 'x'),
    ],
  },
  {
    name: 'composite primary key',
    schema: { primaryKey: ['shop', 'number'] },
    columns: [
      column({ name: 'shop', type: 'string' }, (_, random) => oneOf(random, ['north', 'south']), ''),
      column({ name: 'number', type: 'integer' }, (_, random) => String(random(25)), '3', '3', '4', ''),
    ],
  },
  {
    name: 'foreign key to the table itself',
    schema: { foreignKeys: [{ fields: 'parent', reference: { resource: '', fields: 'id' } }] },
    columns: [
      id,
      column({ name: 'parent', type: 'integer' }, (row) => String(1 + Math.floor(row / 2)), '99', '0', '', '-1', 'x'),
    ],
  },
  {
    name: 'columns',
    schema: { fieldsMatch: 'equal' },
    labels: ['extra', 'b', 'id', 'more'],
    columns: [
      id,
      column({ name: 'a', type: 'string' }, name),
      column({ name: 'b', type: 'integer', constraints: { maximum: 99 } }, whole, '100', 'x'),
    ],
  },
];
