import type { RunRecord } from '../src/record/record.ts';
import type { PermissionFacts } from '../src/report/context.ts';
import { renderNote, renderSummary } from '../src/report/note.ts';
import { renderRunning } from '../src/report/running.ts';
import { context } from './context.ts';
import { dataBroken, dataBrokenHidden } from './records/data-broken.ts';
import { dataPassed, dataTrained, dataWarned, trainingFailed } from './records/data-passed.ts';
import { dataRules, stoppedRun } from './records/data-rules.ts';
import { firstRun } from './records/first-run.ts';
import { improved } from './records/improved.ts';
import { loosened } from './records/loosened.ts';
import { looserSchema } from './records/looser-schema.ts';
import { sha } from './records/parts.ts';
import { rescored } from './records/rescored.ts';
import {
  aborted,
  canary,
  held,
  mismatch,
  registered,
  rolledBack,
  serving,
  starting,
} from './records/shipped-states.ts';
import { undecided } from './records/undecided.ts';
import { worse } from './records/worse.ts';
import { worseSlice } from './records/worse-slice.ts';

/** One state of the note, its record, and the text that is kept as a file. */
export interface Golden {
  readonly name: string;
  readonly record: RunRecord;
  readonly text: string;
}

const permission: PermissionFacts = {
  call: 'POST /issues/318/comments',
  status: 403,
  needed: 'pull-requests: write',
  lines: [
    { line: 'permissions:', missing: false },
    { line: '  contents: read', missing: false },
    { line: '  pull-requests: write', missing: true },
  ],
  file: '.github/workflows/model.yml',
  job: 'model',
};

const weighing = { commit: sha('06f7e2d'), startedAt: '2026-11-22T10:31:00Z', expected: 250_000, run: '4829' };

const home = 'https://github.com/acme/models';
const shipped = {
  ...context,
  now: '2026-11-22T10:28:00Z',
  ship: {
    deploymentUrl: `${home}/deployments/churn-production`,
    rollbackUrl: `${home}/actions/workflows/rollback.yml`,
    updates: 'every 2 min',
  },
};
const back = {
  ...shipped,
  ship: {
    ...shipped.ship,
    champion: { alias: 'champion', version: 'v1.3.2' },
    issue: { number: 341, url: `${home}/issues/341` },
  },
};

/** The states of the mocks, and two more, in the order of their letters. */
export const goldens: readonly Golden[] = [
  { name: 'a-passed-improved', record: improved, text: renderNote(improved, context) },
  { name: 'b-failed-worse', record: worse, text: renderNote(worse, context) },
  { name: 'c-failed-slice', record: worseSlice, text: renderNote(worseSlice, context) },
  { name: 'd-inconclusive', record: undecided, text: renderNote(undecided, context) },
  { name: 'e-data-broken', record: dataBroken, text: renderNote(dataBroken, context) },
  { name: 'e-values-hidden', record: dataBrokenHidden, text: renderNote(dataBrokenHidden, context) },
  { name: 'f-first-run', record: firstRun, text: renderNote(firstRun, context) },
  { name: 'g-evaluation-data-changed', record: rescored, text: renderNote(rescored, context) },
  { name: 'h-policy-loosened', record: loosened, text: renderNote(loosened, context) },
  { name: 'h-schema-loosened', record: looserSchema, text: renderNote(looserSchema, context) },
  { name: 'j-read-only-token-summary', record: worse, text: renderSummary(worse, { ...context, permission }) },
  { name: 'k-merged-canary-25', record: canary, text: renderNote(canary, shipped) },
  { name: 'k-held', record: held, text: renderNote(held, shipped) },
  { name: 'k-mismatch', record: mismatch, text: renderNote(mismatch, shipped) },
  { name: 'k-registered', record: registered, text: renderNote(registered, shipped) },
  { name: 'k-serving', record: serving, text: renderNote(serving, shipped) },
  { name: 'k-starting', record: starting, text: renderNote(starting, shipped) },
  { name: 'l-canary-aborted', record: aborted, text: renderNote(aborted, back) },
  { name: 'l-rolled-back', record: rolledBack, text: renderNote(rolledBack, back) },
  {
    name: 'n-new-push-running',
    record: worse,
    text: renderRunning(renderNote(worse, context), { ...context, weighing }) ?? '',
  },
  { name: 'x-data-rules', record: dataRules, text: renderNote(dataRules, context) },
  { name: 'x-data-passed', record: dataPassed, text: renderNote(dataPassed, context) },
  { name: 'x-data-warned', record: dataWarned, text: renderNote(dataWarned, context) },
  { name: 'x-trained', record: dataTrained, text: renderNote(dataTrained, context) },
  { name: 'y-stopped', record: stoppedRun, text: renderNote(stoppedRun, context) },
  { name: 'y-training-failed', record: trainingFailed, text: renderNote(trainingFailed, context) },
];
