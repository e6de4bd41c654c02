import * as z from 'zod';
import { column, number, path, word } from './schema-values.ts';

/** One named dataset of `data`. */
export const dataset = z.strictObject({
  path: path.describe('File, glob or folder (CSV, TSV, JSONL, Parquet, also `.gz` and `.zst`).'),
  schema: path.optional().describe('Table Schema (Frictionless) or JSON Schema that the rows must hold, JSON or YAML.'),
  ignore: z.array(word).default([]).describe('Keywords of the schema that are not judged.'),
  key: z
    .union([column, z.array(column).min(1)], { error: 'a column, or a list of columns' })
    .optional()
    .describe("Columns that name a row once. Default: the schema's primary key."),
  'show-values': z
    .boolean({ error: 'true or false' })
    .default(false)
    .describe('Whether values of the data may stand in reports, annotations and the record.'),
});

/** Rules between the datasets `train` and `evaluation`. */
export const leakage = z.strictObject({
  'no-overlap': column.optional().describe('Column whose values may not be in both training and evaluation data.'),
  'time-order': column
    .optional()
    .describe('Column whose values must be later in evaluation data than in training data.'),
});

/** A `gate` line that watches data instead of a metric. */
export const driftLine = z.strictObject({
  drift: z.enum(['psi']).describe('Measure of drift.'),
  columns: z
    .union([z.literal('all'), z.array(column).min(1)], { error: '`all` or a list of columns' })
    .default('all')
    .describe('Columns that are watched.'),
  max: number.describe('Largest accepted drift.'),
});
