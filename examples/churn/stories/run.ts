import { relative } from 'node:path';
import { performance } from 'node:perf_hooks';
import { interrupted } from './interrupt.ts';
import { differences } from './judge.ts';
import { places } from './places.ts';
import { prepareExample } from './prepare.ts';
import { checkOut, makeRepository, squashIntoMain } from './repository.ts';
import { type Story, stories } from './stories.ts';
import { decisionOf, type Outcome, outcomeTable } from './table.ts';
import { startTarget, stopServing } from './target.ts';
import { tellShipping } from './tell-ship.ts';
import { tellWatching } from './tell-watch.ts';
import { acceptOnMain, keepReport, preview, type Weighed } from './weigh.ts';

/** The stories, one after the other, each on a branch of a scratch repository made from the example. */
async function main(): Promise<number> {
  const started = performance.now();
  await stopServing();
  await prepareExample();
  const outcomes: Outcome[] = [];
  try {
    const target = await startTarget();
    await makeRepository(target.policy);
    console.log(`Repository: ${relative(places.root, places.repository)}`);
    for (const story of stories) outcomes.push(await tell(story));
    outcomes.push(...(await tellShipping(target)), ...(await tellWatching()));
  } finally {
    await stopServing();
  }
  console.log(`\n${outcomeTable(outcomes)}\n`);
  for (const { page } of outcomes) if (page !== undefined) console.log(page);
  const unexpected = outcomes.filter((outcome) => outcome.differences.length > 0);
  const total = `${secondsSince(started).toFixed(0)} s`;
  console.log(
    unexpected.length > 0
      ? `\n${unexpected.length} of ${outcomes.length} stories ended otherwise than expected (${total}).`
      : `\nAll ${outcomes.length} stories ended as expected (${total}).`,
  );
  return unexpected.length > 0 ? 1 : 0;
}

/** Weighs one story, prints what the command line says, and checks it against the story. */
async function tell(story: Story): Promise<Outcome> {
  const started = performance.now();
  console.log(`\n── ${story.number} ${story.title}${story.patch ? ` (${story.patch})` : ''}`);
  await checkOut(story);
  const weighed = await preview();
  const page = await keepReport(story.patch?.replace('.patch', '') ?? `${story.number}-main`);
  const found = differences(story, weighed);
  console.log(indent(weighed.text));
  for (const difference of found) console.log(`   unexpected: ${difference}`);
  if (found.length === 0) await afterwards(story, weighed);
  const seconds = secondsSince(started);
  console.log(`   ${trainingOf(weighed)}, everything in ${seconds.toFixed(1)} s`);
  const { number, title } = story;
  const verdict = weighed.record.verdict?.outcome ?? 'none';
  return { number, title, verdict, decision: decisionOf(weighed.record), differences: found, seconds, page };
}

function trainingOf({ record: { training, stopped } }: Weighed): string {
  if (stopped) return 'nothing was trained';
  if (training?.reused) return `trained in 0 s: reused ${training.reused.commit?.slice(0, 7) ?? 'an earlier run'}`;
  return `trained and scored in ${training?.usage?.wallSeconds?.toFixed(1) ?? '?'} s`;
}

/** An accepted change is merged and weighed again on main: that record, not the branch's, is the next baseline. */
async function afterwards(story: Story, weighed: Weighed): Promise<void> {
  if (story.number === 1) return acceptOnMain(weighed);
  if (!story.merged) return;
  await squashIntoMain(story);
  await acceptOnMain(await preview());
}

function indent(text: string): string {
  return text.trimEnd().replace(/^/gmu, '   ');
}

function secondsSince(started: number): number {
  return (performance.now() - started) / 1000;
}

/** The message is for the reader; where it was thrown is not. */
function showFailure(error: unknown): number {
  console.error(error instanceof Error ? error.message : error);
  // 130 is what a shell says of a program that Ctrl-C has ended.
  return interrupted.aborted ? 130 : 3;
}

process.exitCode = await main().catch(showFailure);
