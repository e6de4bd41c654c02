import type { FieldType } from '../../check/model.ts';

/** Constraints of a field by the type they say something about, as Frictionless' validator has them. */
export const constraintsOf: Readonly<Record<string, readonly string[]>> = (() => {
  const always = ['required', 'unique', 'enum'];
  const ordered = [...always, 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'];
  const long = [...always, 'minLength', 'maxLength'];
  return {
    any: always,
    string: [...long, 'pattern'],
    integer: ordered,
    number: ordered,
    boolean: always,
    date: ordered,
    datetime: ordered,
    time: ordered,
    year: ordered,
    yearmonth: ordered,
    object: long,
    array: long,
  };
})();

/** Every constraint, in the order in which rules are listed. */
export const constraintNames: readonly string[] = [
  'required',
  'unique',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'pattern',
  'enum',
];

/** The types that are read. */
export const fieldTypes: readonly FieldType[] = [
  'any',
  'string',
  'integer',
  'number',
  'boolean',
  'date',
  'datetime',
  'time',
  'year',
  'yearmonth',
  'object',
  'array',
];

/** Types of the standard that are not judged. */
export const refusedTypes: Readonly<Record<string, string>> = {
  duration: 'spans of time are not judged',
  geopoint: 'points on a map are not judged',
  geojson: 'shapes on a map are not judged',
  list: 'lists inside a cell are not judged',
};

/** Keys of a field that say how its texts are read, by the types that have them. */
export const readingKeys: Readonly<Record<string, readonly FieldType[]>> = {
  trueValues: ['boolean'],
  falseValues: ['boolean'],
  decimalChar: ['number'],
  groupChar: ['number', 'integer'],
  bareNumber: ['number', 'integer'],
};
