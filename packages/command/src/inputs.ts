import * as z from 'zod';

/** Inputs that several commands share. Names are camelCase here and kebab-case in every shell. */
export const modelInputs = {
  model: z.string().optional().describe('Model in the policy. Default: the only one.'),
  policy: z.string().default('weighbridge.yml').describe('Policy file, relative to the working directory.'),
};

/** Columns of a predictions file; they stand in for the policy's `evaluate` section when files are given by hand. */
export const columnInputs = {
  task: z.enum(['binary']).optional().describe('Kind of model.'),
  target: z.string().optional().describe('Column with the true label.'),
  score: z.string().optional().describe('Column with the score of the positive class.'),
  threshold: z.number().optional().describe('A score at or above it is predicted positive. Default: 0.5.'),
  positive: z.string().optional().describe('Label of the positive class, when it is neither 1 nor true.'),
  weight: z.string().optional().describe('Column with row weights.'),
  id: z.string().optional().describe('Column that names each row once; pairs the rows of two models.'),
  group: z.string().optional().describe('Column whose rows are not independent, for example a customer.'),
  slices: z.array(z.string()).optional().describe('Columns whose every value is measured by itself.'),
};

/** Where a note goes and whether it is written. */
export const noteInputs = {
  note: z.boolean().default(true).describe('Write the note on the pull or merge request.'),
};

/** A baseline that the user gives instead of the one that git and the forge would lead to. */
export const baselineInputs = {
  baseline: z
    .string()
    .optional()
    .describe('Baseline to compare with: a run record (run.json) or a predictions file. Default: found from git.'),
};
