import { defineError } from './define.ts';

/** What a user can get wrong where production is watched. Codes WB66xx. */
export const watchErrors = {
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
};
