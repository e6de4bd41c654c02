import type { DataSection } from '@weighbridge/core';
import { annotationsOf, dataOutcome, inputErrors } from '@weighbridge/core';
import * as z from 'zod';
import { type Context, defineCommand, type Result } from './command.ts';
import { modelInputs } from './inputs.ts';
import { permissions } from './permissions.ts';
import { validateStep } from './step/validate-step.ts';
import { startWeighing } from './step/weighing.ts';
import { dataLines } from './text/data-lines.ts';
import { inferFile } from './validate/infer-file.ts';
import { validateFile } from './validate/validate-file.ts';
import { withModelLock } from './workspace/model-lock.ts';
import { publishSections } from './workspace/sections.ts';

const inputs = z.object({
  ...modelInputs,
  data: z.string().optional().describe('File, glob or folder to judge without a policy.'),
  schema: z.string().optional().describe('Table Schema (Frictionless) or JSON Schema that the rows must hold.'),
  reference: z.string().optional().describe('Earlier data to compare with: what changed, and which columns drifted.'),
  key: z.array(z.string()).optional().describe('Columns that name a row once. Default: the primary key of the schema.'),
  ignore: z.array(z.string()).optional().describe('Keywords of the schema that are not judged.'),
  showValues: z.boolean().default(false).describe('Let values of the data stand in the report.'),
  infer: z.boolean().default(false).describe('Write a Table Schema that this data holds, instead of judging it.'),
});
const outputs = z.object({
  outcome: z.string().describe('passed or failed; empty with --infer.'),
  broken: z.number().describe('Broken rules of severity error.'),
  warnings: z.number().describe('Broken rules of severity warning.'),
  record: z.string().describe('Path of the run record; empty when a file was given by hand.'),
});
type Inputs = z.output<typeof inputs>;
type Outputs = z.output<typeof outputs>;

/** Data against its schema, and against what it was. */
export const validate = defineCommand({
  name: 'validate',
  summary: 'Judge the data by its schema, and say what changed in it: rows, columns, drift, leakage.',
  kind: 'step',
  inputs,
  outputs,
  permissions: [permissions.readBase, permissions.readRecords],
  run(given, context) {
    const { data } = given;
    const idle = idleInput(given);
    if (idle) return Promise.reject(idle);
    if (data === undefined) return given.infer ? Promise.reject(missingData()) : validateByPolicy(given, context);
    return given.infer ? inferResult(data, context) : validateByHand(given, data, context);
  },
});

/** The first input that would be passed over without a word. */
function idleInput(given: Inputs): Error | undefined {
  const { data, infer, schema, reference } = given;
  const byHand = namesByHand(given);
  const [name] = byHand;
  if (name === undefined) return undefined;
  if (infer) return inputErrors.inputsTogether({ name, other: 'infer' });
  if (data === undefined)
    return inputErrors.inputNeeds({ name, needed: 'data', cure: 'or say it under `data` in the policy' });
  if (byHand.includes('key') && reference === undefined)
    return inputErrors.inputNeeds({ name: 'key', needed: 'reference', cure: 'whose rows are found again by the key' });
  if (byHand.includes('ignore') && schema === undefined)
    return inputErrors.inputNeeds({ name: 'ignore', needed: 'schema', cure: 'whose keywords are meant' });
  return undefined;
}

/** The given ones of the inputs that speak of data given by hand. */
function namesByHand({ schema, reference, key = [], ignore = [], showValues }: Inputs): readonly string[] {
  return [
    ...(schema === undefined ? [] : ['schema']),
    ...(reference === undefined ? [] : ['reference']),
    ...(key.length > 0 ? ['key'] : []),
    ...(ignore.length > 0 ? ['ignore'] : []),
    ...(showValues ? ['show-values'] : []),
  ];
}

function missingData(): Error {
  return inputErrors.missingInput({ command: 'validate --infer', name: 'data' });
}

async function validateByPolicy(given: Inputs, context: Context): Promise<Result<Outputs>> {
  const weighing = await startWeighing(given, context);
  const done = await withModelLock(weighing, 'validate', async () => {
    const validated = await validateStep(weighing);
    await publishSections(validated, ['data', 'stopped']);
    return validated;
  });
  const { data } = done.record;
  if (!data) throw new Error('validate left no data');
  return resultOf(data, `.weighbridge/${done.model.name}/run.json`);
}

async function validateByHand(given: Inputs, data: string, context: Context): Promise<Result<Outputs>> {
  const { schema, reference, key = [], ignore = [], showValues } = given;
  return resultOf(await validateFile({ data, schema, reference, key, ignore, showValues }, context), '');
}

async function inferResult(data: string, context: Context): Promise<Result<Outputs>> {
  const text = await inferFile(data, context);
  return { exit: 0, outputs: { outcome: '', broken: 0, warnings: 0, record: '' }, text, json: { schema: text } };
}

function resultOf(data: DataSection, record: string): Result<Outputs> {
  const { outcome, errors, warnings } = dataOutcome(data.checks ?? []);
  return {
    exit: outcome === 'passed' ? 0 : 1,
    outputs: { outcome, broken: errors, warnings, record },
    text: dataLines(data),
    json: data,
    annotations: annotationsOf({ data }),
  };
}
