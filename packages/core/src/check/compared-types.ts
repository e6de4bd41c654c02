import type { Field, FieldType } from './model.ts';

const dated: Readonly<Record<string, FieldType>> = { date: 'date', 'date-time': 'datetime', time: 'time' };

/**
 * The types as which expressions and freshness read a column. In JSON Schema days and times are texts with a format, which
 * is no more than an annotation: elsewhere they stay texts.
 */
export function comparedTypes({
  types,
  reading: { format = '' },
}: Pick<Field, 'types' | 'reading'>): readonly FieldType[] {
  const type = Object.hasOwn(dated, format) ? dated[format] : undefined;
  return type === undefined ? types : types.map((each) => (each === 'string' ? type : each));
}
