import type { RunRecord } from '../../src/record/record.ts';
import { passedSection } from './data-passed.ts';
import { improved } from './improved.ts';
import { digestOf } from './parts.ts';

const { verdict, comparison } = improved;
if (verdict === undefined || comparison?.changed === undefined) throw new Error('the record is judged');
const schema = { id: 'data/schema', metric: 'schema', judge: 'point' } as const;

/** A better model on data that only the schema of the change allows. */
export const looserSchema: RunRecord = {
  ...improved,
  comparison: { ...comparison, changed: { ...comparison.changed, policy: [] } },
  data: {
    ...passedSection,
    underBaseSchema: [
      {
        dataset: 'train',
        path: 'schemas/customers.yml',
        digest: digestOf('e'),
        held: 28,
        of: 30,
        broken: [
          { column: 'age', rule: 'maximum', expected: 'at most 100', count: 1, of: 83_911 },
          { column: 'plan', rule: 'enum', expected: 'one of 3 values', count: 12, of: 83_911 },
        ],
        changes: [
          { where: 'schemas/customers.yml, age', was: 'maximum: at most 100', effect: 'looser' },
          { where: 'schemas/customers.yml, plan', was: 'enum: one of 3 values', effect: 'looser' },
          { where: 'schemas/customers.yml, city', now: 'required: never empty', effect: 'stricter' },
        ],
      },
    ],
  },
  verdict: {
    ...verdict,
    outcome: 'failed',
    exit: 1,
    reason: 'The schema of the base forbids what this change allows: 1 row of age is above 100.',
    underBasePolicy: {
      outcome: 'failed',
      policy: verdict.policy,
      checks: [
        ...verdict.checks,
        {
          ...schema,
          limit: { kind: 'schema', value: 30, written: '30 rules' },
          outcome: 'failed',
          explanation: 'schema is broken: 28 of 30 rules hold.',
          measured: 28,
          value: 28,
        },
      ],
    },
    owners: ['@acme/data'],
    ownedFiles: ['schemas/customers.yml'],
  },
};
