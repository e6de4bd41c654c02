import { defineError } from './define.ts';

/** What a user can get wrong where production is watched. Codes WB66xx. */
export const watchErrors = {
  notCarried: defineError<{ path: string; why: string }>(
    'WB6620',
    { path: 'data/train.csv', why: 'Git LFS keeps its content' },
    ({ path, why }) => ({
      message: `The branch of a retraining cannot carry ${path}: ${why}.`,
      cure: 'Name small files of the repository in `monitor.retrain.commit`, such as the pointer of a dataset.',
    }),
  ),
  forbiddenQuery: defineError<{ what: string }>('WB6601', { what: 'it is not one SELECT' }, ({ what }) => ({
    message: `\`monitor.query\` cannot be run: ${what}.`,
    cure: 'Write one SELECT over the table `current`; no other table, file, setting or address can be reached by it.',
  })),
  failedQuery: defineError<{ said: string }>(
    'WB6602',
    { said: 'Binder Error: Referenced column "amout" not found in FROM clause!' },
    ({ said }) => ({
      message: `\`monitor.query\` fails: ${said}`,
      cure: 'Correct it; columns of CSV and JSON lines are text there, so `TRY_CAST(amount AS DOUBLE)` makes a number.',
    }),
  ),
  notTime: defineError<{ column: string; where: string; found: string; columns: string }>(
    'WB6603',
    { column: 'requested', where: 'data/latest.csv', found: 'integer', columns: 'customer, requested_at' },
    ({ column, where, found, columns }) => ({
      message: `The column \`${column}\` of ${where} is no time (${found}). There are: ${columns}.`,
      cure: 'Name a date, a timestamp or ISO text such as 2026-11-22T06:00:00Z; `monitor.query` can make one of numbers.',
    }),
  ),
  notScore: defineError<{ column: string; where: string; found: string }>(
    'WB6604',
    { column: 'answer', where: 'data/latest.parquet', found: 'boolean' },
    ({ column, where, found }) => ({
      message: `The score \`${column}\` of ${where} is no number (${found}).`,
      cure: 'Let production write the score that `evaluate.score` names, or make a number of it in `monitor.query`.',
    }),
  ),
  unfitRows: defineError<{ column: string; where: string; count: number; what: string }>(
    'WB6605',
    { column: 'weight', where: 'data/latest.csv', count: 3, what: 'no number of 0 or more' },
    ({ column, where, count, what }) => ({
      message: `The column \`${column}\` of ${where} has ${what} in ${count} labelled ${count === 1 ? 'row' : 'rows'}.`,
      cure: 'Correct these rows, or leave them out in `monitor.query`.',
    }),
  ),
  tooManyObjects: defineError<{ where: string; limit: string }>(
    'WB6606',
    { where: 's3://bucket/live', limit: '10000 files' },
    ({ where, limit }) => ({
      message: `There is more at ${where} than is fetched (${limit}).`,
      cure: 'Name a narrower prefix, such as the newest days, or let the writer keep fewer and larger files.',
    }),
  ),
  badObjectName: defineError<{ where: string; name: string }>(
    'WB6607',
    { where: 's3://bucket/live', name: '"live/../a.csv"' },
    ({ where, name }) => ({
      message: `An object at ${where} has a name that is no path: ${name}.`,
      cure: 'Rename it, or name a prefix that does not hold it.',
    }),
  ),
  noMonitor: defineError('WB6640', { model: 'churn' }, ({ model }: { model: string }) => ({
    message: `The policy does not say what is watched of ${model}.`,
    cure: 'Add `monitor: { current: data/latest.csv, time: requested_at }` to the model; `init --monitor` writes one.',
  })),
  badMoment: defineError('WB6641', { found: 'yesterday' }, ({ found }: { found: string }) => ({
    message: `\`--at\` is ${JSON.stringify(found)}.`,
    cure: 'Give a moment in UTC such as `2026-11-22T06:00:00Z`.',
  })),
  noCurrent: defineError('WB6642', { where: 's3://bucket/live/' }, ({ where }: { where: string }) => ({
    message: `There is nothing at ${where}.`,
    cure: 'Look at `monitor.current` and `monitor.labels.path`, and whether the job that writes there has run.',
  })),
  noColumn: defineError<{ column: string; where: string; columns: string }>(
    'WB6643',
    { column: 'requested', where: 'data/latest.csv', columns: 'customer, requested_at, income' },
    ({ column, where, columns }) => ({
      message: `${where} has no column \`${column}\`. It has: ${columns}.`,
      cure: 'Correct the name in the policy’s `monitor`.',
    }),
  ),
  unknownColumn: defineError<{ column: string; near: string | undefined; columns: string }>(
    'WB6644',
    { column: 'incme', near: 'income', columns: 'income, source' },
    ({ column, near, columns }) => ({
      message: `\`monitor.columns\` names \`${column}\`, which neither the reference nor production has.${near === undefined ? '' : ` Did you mean \`${near}\`?`}`,
      cure: `Take one of these: ${columns}.`,
    }),
  ),
};
