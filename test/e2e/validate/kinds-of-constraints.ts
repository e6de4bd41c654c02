import { column, day, id, type Kind, name, whole } from './kind.ts';
import { oneOf } from './random.ts';

/** Constraints of one value. */
export const constraints: readonly Kind[] = [
  {
    name: 'enum',
    columns: [
      id,
      column(
        { name: 'a', type: 'string', constraints: { enum: ['ada', 'bea', 'cleo', 'dora', 'emil'] } },
        name,
        'Ada',
        'fritz',
        '',
        'ada ',
      ),
      column(
        { name: 'b', type: 'integer', constraints: { enum: [1, 2, 3] } },
        (_, random) => String(1 + random(3)),
        '4',
        '01',
        'x',
        '-1',
      ),
      column(
        { name: 'c', type: 'date', constraints: { enum: ['2024-01-01', '2024-07-01'] } },
        (_, random) => oneOf(random, ['2024-01-01', '2024-07-01']),
        '2024-07-02',
      ),
    ],
  },
  {
    name: 'minimum and maximum',
    columns: [
      id,
      column(
        { name: 'a', type: 'integer', constraints: { minimum: 0, maximum: 99 } },
        whole,
        '-1',
        '100',
        '0',
        '99',
        '',
        '1000000',
      ),
      column(
        { name: 'b', type: 'number', constraints: { minimum: 0.5, maximum: 1000.5 } },
        (_, random) => `${1 + random(999)}.25`,
        '0.49',
        '1000.51',
        '0.5',
        '1000.5',
        '-3',
      ),
      column(
        { name: 'c', type: 'date', constraints: { minimum: '2024-01-01', maximum: '2024-12-28' } },
        day,
        '2023-12-31',
        '2024-12-29',
        '2024-01-01',
      ),
    ],
  },
  {
    name: 'exclusive bounds',
    columns: [
      id,
      column(
        { name: 'a', type: 'integer', constraints: { exclusiveMinimum: 0, exclusiveMaximum: 101 } },
        (row, random) => String(1 + Number(whole(row, random))),
        '0',
        '101',
        '1',
        '-5',
      ),
      column(
        { name: 'b', type: 'number', constraints: { exclusiveMaximum: 1 } },
        (_, random) => `0.${1 + random(99)}`,
        '1',
        '1.0',
        '0.999999',
        '2',
      ),
    ],
  },
  {
    name: 'lengths',
    columns: [
      id,
      column(
        { name: 'a', type: 'string', constraints: { minLength: 3, maxLength: 5 } },
        name,
        'ab',
        'abcdef',
        'äöü',
        'éàèùêx',
        '🙂🙂',
        '🙂🙂🙂🙂🙂',
        '',
      ),
      column(
        { name: 'b', type: 'string', constraints: { maxLength: 8 } },
        name,
        'Straße 12',
        '日本語日本語日本語',
        'a b c d e',
        'e\u0301'.repeat(5),
        ' '.repeat(9),
      ),
    ],
  },
  {
    name: 'several constraints of a cell',
    columns: [
      id,
      column(
        { name: 'a', type: 'string', constraints: { required: true, minLength: 3, maxLength: 4, pattern: '[a-z]+' } },
        name,
        'A',
        'ABCDE',
        '',
        '12345',
        'ab',
      ),
      column(
        {
          name: 'b',
          type: 'integer',
          constraints: { required: true, minimum: 0, maximum: 99, enum: [...Array(100).keys()] },
        },
        whole,
        '-4',
        '100',
        '',
        'q',
        '2.5',
      ),
    ],
  },
];
