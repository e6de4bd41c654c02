import * as z from 'zod';
import { bytes, commandLine, count, duration, number, path, word } from './schema-values.ts';

const price = number.min(0, { error: 'a price of at least 0' });
const exitCode = z.int({ error: 'an exit code from 1 to 255' }).min(1).max(255);

const retry = z.strictObject({
  on: z.array(exitCode).min(1, { error: 'a list of exit codes' }).describe('Exit codes after which it is tried again.'),
  times: count.min(1).max(10, { error: 'a number from 1 to 10' }).default(1).describe('Most further tries.'),
});

const resume = z.strictObject({
  checkpoint: path.describe('Folder where the command saves its state, and looks for it when it starts.'),
  leg: duration.describe('Longest time of one job; then the command gets SIGTERM, saves and ends.'),
  'max-legs': count.min(1).max(100, { error: 'a number from 1 to 100' }).default(10).describe('Most jobs in a row.'),
});

const gpu = z.strictObject({
  count: count.min(1).default(1).describe('GPUs that must be there.'),
  memory: bytes.optional().describe('Memory that each must have.'),
});

const prices = z.strictObject({
  currency: word.default('USD').describe('Currency of the prices.'),
  'per-hour': z
    .record(word, price, { error: 'a mapping of machines to prices' })
    .describe('Price of one hour: names of GPUs (`NVIDIA A10G`), and `cpu` for a machine without.'),
});

/** The section `train` of a model. */
export const train = z.strictObject({
  run: commandLine.optional().describe('Command that trains the model: text for `bash`, or a list of words.'),
  params: path.optional().describe('File with the parameters of training; its changes are reported.'),
  env: z
    .array(word.regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { error: 'the name of a variable' }))
    .default([])
    .describe(
      'Names of variables that the command may see beside the usual ones; part of the key, less those that look like ' +
        'a credential (`TOKEN`, `SECRET`, `_KEY` …). Tokens of the forge never pass.',
    ),
  timeout: duration.optional().describe('Longest time that training may take.'),
  retry: retry.optional().describe('When the command is tried again.'),
  resume: resume.optional().describe('Training in several jobs, one after the other.'),
  repeat: count
    .min(1, { error: 'a number from 1 to 100' })
    .max(100, { error: 'a number from 1 to 100' })
    .default(1)
    .describe('Runs that differ by `WEIGHBRIDGE_SEED` only; their spread enters the comparison.'),
  image: word.optional().describe('Container image of the job, when it runs in one; part of the key.'),
  gpu: gpu.optional().describe('GPUs that are checked for before the command starts.'),
  prices: prices.optional().describe('Prices from which the cost is computed.'),
  ignore: z
    .array(word)
    .default([])
    .describe('Paths that do not go into the model (`docs/**`); they do not change its key.'),
  outputs: z
    .object({
      predictions: path.describe('Predictions on the evaluation rows (CSV, JSONL or Parquet); `evaluate` reads it.'),
    })
    .catchall(path)
    .describe('Files or folders that training writes, by name.'),
});
