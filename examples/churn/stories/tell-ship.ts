import { readFile } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { places } from './places.ts';
import { checkOut, squashIntoMain } from './repository.ts';
import { say, sayAnswers, secondsSince } from './say.ts';
import { type Shop, ship, shipTags, shipUnder } from './ship.ts';
import { type ShippedStory, secondsToSafety, shipDifferences, weightsText } from './ship-judge.ts';
import { type ShipStory, shipStories } from './ship-stories.ts';
import { liveDecisionOf, type Outcome } from './table.ts';
import { type StoryTarget, servingVersion } from './target.ts';
import { startTraffic } from './traffic.ts';
import { keepReport, preview } from './weigh.ts';

/** Requests a second while a canary answers some, a twentieth of which has to show soon that nothing is wrong; and else. */
const [busy, quiet] = [400, 50];

/** Main is shipped once, then customers come, and the stories happen under their requests. */
export async function tellShipping(target: StoryTarget): Promise<readonly Outcome[]> {
  const started = performance.now();
  console.log('\n── Main is shipped for the first time: nothing served before');
  await checkOut({ number: 0 });
  const exit = await ship('ship', say);
  if (exit !== 0) throw new Error('the first version was not shipped');
  const bodies = (await readFile(places.requests, 'utf8')).trimEnd().split('\n');
  const traffic = startTraffic({ url: `${target.address()}/predict`, bodies, rate: quiet });
  say(`requests come in from now on, of customers as they were on 1 October 1997 (${secondsSince(started)})`);
  const shop = { target, traffic, first: await servingVersion(target) };
  const outcomes: Outcome[] = [];
  try {
    for (const story of shipStories) outcomes.push(await tell(story, shop));
  } finally {
    sayAnswers('All the time', await traffic.stop());
  }
  say(`tags: ${(await shipTags()).join(', ')}`);
  return outcomes;
}

/** One story: the change is weighed and merged, as any other, and then shipped; or what serves is rolled back. */
async function tell(story: ShipStory, shop: Shop): Promise<Outcome> {
  const started = performance.now();
  const { number, title, patch } = story;
  console.log(`\n── ${number} ${title}${patch ? ` (${patch})` : ''}`);
  if (patch !== undefined) await merge(story);
  const asked = performance.now();
  const shipped = await shipUnder(shop, patch === undefined ? 'rollback' : 'ship', (line) => {
    if (line.endsWith('of the traffic')) shop.traffic.setRate(busy);
    say(line);
  });
  shop.traffic.setRate(quiet);
  const took = secondsSince(asked);
  const differences = shipDifferences(story, shipped);
  if (patch !== undefined) tellMore(shipped);
  sayAnswers('Meanwhile', shipped.answered);
  for (const difference of differences) say(`unexpected: ${difference}`);
  say(`everything in ${secondsSince(started)}`);
  const line = { number, title, verdict: shipped.outcome, differences, seconds: (performance.now() - started) / 1000 };
  const page = await keepReport(patch?.replace('.patch', '') ?? `${number}-rollback`);
  if (patch === undefined) return { ...line, decision: ['one command', '', took, ''], page };
  return { ...line, decision: liveDecisionOf(shipped.record), page };
}

async function merge(story: ShipStory): Promise<void> {
  await checkOut(story);
  const { record, exit } = await preview();
  if (exit !== 0 || record.verdict?.outcome !== 'passed') {
    throw new Error(`${story.patch} is ${record.verdict?.outcome ?? 'not judged'}, not passed`);
  }
  say(`weighed: passed, ${record.verdict.reason}`);
  await squashIntoMain(story);
}

/** What the command's own lines do not say: whose bytes these are, and how fast harm ended. */
function tellMore({ record: { modelVersion, rollout, training } }: ShippedStory): void {
  const commit = modelVersion?.adoptedFrom?.commit ?? training?.reused?.commit;
  if (modelVersion && commit !== undefined) {
    const digest = `${modelVersion.model.slice(0, 18)}…`;
    say(`adopted from ${commit.slice(0, 7)} by its digest ${digest}: nothing was trained`);
  }
  if (rollout) say(`weights: ${weightsText(rollout.steps)}`);
  const seconds = secondsToSafety(rollout);
  if (seconds !== undefined) {
    say(`time to abort: ${seconds.toFixed(1)} s from its first request until nobody met it any more`);
  }
}
