import { performance } from 'node:perf_hooks';
import type { Retraining } from '@weighbridge/core';
import { checkOutPushed, fastForwardMain, putMainRight } from './repository.ts';
import { say, secondsSince } from './say.ts';
import { champion, promote, type Served } from './ship.ts';
import { anchorDecisionOf, type Outcome, watchDecisionOf } from './table.ts';
import { keepLook, type Looked, look, produce } from './watch.ts';
import { lookDifferences, retrainingDifferences } from './watch-judge.ts';
import { driftLook, type LookStory, performanceLook, recoveredLook } from './watch-stories.ts';
import { acceptOnMain, keepReport, preview } from './weigh.ts';

const drift = { number: 15, title: 'Week 39 against the champion of week 26' } as const;
const retrained = { number: 16, title: 'Trained on newer data: passes, and the issue closes' } as const;

/** What production leaves behind is watched: files, so that nothing needs to serve. */
export async function tellWatching(): Promise<readonly Outcome[]> {
  console.log('\n── Main is put right: story 13 is taken back, and newer data may come (15-newer-data.patch)');
  await putMainRight('15-newer-data.patch');
  const main = await preview();
  await acceptOnMain(main);
  say(`weighed: passed, ${main.record.verdict?.reason ?? ''}`);
  const { outcome, retraining } = await tellDrift();
  return retraining ? [outcome, await tellRetraining(retraining)] : [outcome];
}

async function tellDrift(): Promise<{ readonly outcome: Outcome; readonly retraining: Retraining | undefined }> {
  const started = performance.now();
  console.log(`\n── ${drift.number} ${drift.title}`);
  const served = await champion();
  const differences = lookDifferences(driftLook, await tellLook(driftLook, served));
  await keepLook('15-drift');
  const looked = await tellLook(performanceLook, served);
  const { watch } = looked;
  const line = { ...drift, verdict: watch.phase, decision: watchDecisionOf(watch, 'roc_auc') };
  const all = [...differences, ...lookDifferences(performanceLook, looked)];
  const page = await keepLook('15-performance');
  return { outcome: { ...line, ...ended(started), differences: all, page }, retraining: watch.retrainings.at(-1) };
}

/** What `monitor` has begun is ended by those who always do it: a runner weighs, a person merges, main is promoted. */
async function tellRetraining({ branch }: Retraining): Promise<Outcome> {
  const started = performance.now();
  console.log(`\n── ${retrained.number} ${retrained.title}`);
  await checkOutPushed(branch);
  const weighed = await preview();
  await keepReport('16-retrained');
  const { verdict } = weighed.record;
  const line = { ...retrained, decision: anchorDecisionOf(weighed.record, 'roc_auc') };
  const [metric, n, measured] = line.decision;
  say(`${branch}: ${verdict?.outcome ?? 'not judged'}, ${verdict?.reason ?? ''}`);
  say(`against the champion on the same ${n} rows: ${metric} ${measured}`);
  const wrong = retrainingDifferences(weighed);
  if (wrong.length > 0) return { ...line, verdict: verdict?.outcome ?? 'none', ...ended(started), differences: wrong };
  await fastForwardMain(branch);
  await promote();
  const served = await champion();
  say(`merged; ${served.version} is the champion, and scores from now on`);
  const looked = await tellLook(recoveredLook, served);
  const page = await keepLook('16-recovered');
  const differences = lookDifferences(recoveredLook, looked);
  return { ...line, verdict: `passed, ${looked.watch.phase}`, ...ended(started), differences, page };
}

/** The shop's jobs write what they know by then, and `monitor` looks at it. */
async function tellLook(story: LookStory, served: Served): Promise<Looked> {
  say('');
  say(`${story.when} (${await produce(served, story.weeks)} rows by ${served.version})`);
  const started = performance.now();
  const looked = await look(story.at);
  for (const line of looked.text.trimEnd().split('\n')) say(line);
  for (const difference of lookDifferences(story, looked)) say(`unexpected: ${difference}`);
  say(`looked in ${secondsSince(started)}`);
  return looked;
}

function ended(started: number): Pick<Outcome, 'seconds'> {
  return { seconds: (performance.now() - started) / 1000 };
}
