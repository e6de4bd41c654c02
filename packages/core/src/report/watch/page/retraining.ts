import type { Retraining } from '../../../record/watch.ts';
import { startedBy } from '../../../watch/retrain-rules.ts';
import { icons } from '../../headline.ts';
import { htmlInk, type Ink } from '../../ink.ts';
import { definitions, shortDigest } from '../../page/list.ts';
import { ignoredText } from '../facts.ts';
import { momentText } from '../names.ts';
import type { WatchView } from '../view.ts';

/** Whether it is trained again, each rule with its answer, and every retraining so far. */
export function retrainingSection(view: WatchView): string {
  const { decision, retrainings } = view.watch;
  if (decision === undefined && retrainings.length === 0) return '';
  const ink = htmlInk();
  return `<h2 id="retraining">Retraining</h2>${decisionTable(view, ink)}${retrainingsTable(view, ink)}`;
}

function decisionTable({ watch: { decision }, now }: WatchView, ink: Ink): string {
  if (decision === undefined) return '';
  const rows = decision.reasons.map(({ rule, holds, text }) => {
    const answer = holds ? `${icons.passed} yes` : `${icons.failed} no`;
    return `<tr><td>${ink.prose(rule)}</td><td>${answer}</td><td>${ink.prose(text)}</td></tr>`;
  });
  const word = decision.outcome === 'retrain' ? 'It is retrained' : 'It is not retrained';
  const first = decision.reasons.find(({ holds }) => !holds);
  const why =
    first === undefined || decision.outcome === 'retrain' ? '' : ` because of the first no: ${ink.prose(first.rule)}`;
  const at = momentText(decision.inputs.at, now);
  return `<p><b>${word}</b>${why}. Decided ${at}, in a look ${ink.prose(startedBy(decision.inputs.occasion))}.</p><table class="diff"><thead><tr><th>Rule</th><th>Holds</th><th>Found</th></tr></thead>${rows.join('')}</table>`;
}

function retrainingsTable({ watch: { retrainings }, now, context }: WatchView, ink: Ink): string {
  if (retrainings.length === 0) return '';
  const rows = retrainings.toReversed().map((retraining) => {
    const links = linksOf(retraining, context, ink);
    return `<tr><td>${momentText(retraining.at, now)}</td><td>${ink.code(retraining.branch)}</td><td>${links.join('<br>')}</td></tr>`;
  });
  return `<h3>So far</h3><table class="diff"><thead><tr><th>Started</th><th>Branch</th><th>Where</th></tr></thead>${rows.join('')}</table>`;
}

function linksOf(retraining: Retraining, { links, capabilities }: WatchView['context'], ink: Ink): string[] {
  const { run, change, changeUrl, compareUrl } = retraining;
  const id = run?.id;
  const runUrl = run?.url ?? (id === undefined ? undefined : links.run(id));
  const changed = changeUrl ?? (change === undefined ? undefined : links.change(change));
  const word = capabilities.changeWord;
  const places = [
    ...(run === undefined ? [] : [ink.link(`training run${id === undefined ? '' : ` ${ink.name(id)}`}`, runUrl)]),
    ...(change === undefined && changed === undefined
      ? []
      : [ink.link(`${word}${change === undefined ? '' : ` ${change}`}`, changed)]),
    ...(change === undefined && changed === undefined && compareUrl !== undefined
      ? [ink.link(`open the ${word}`, compareUrl)]
      : []),
  ];
  return places.length === 0 ? ['<span class="mut">not started yet</span>'] : places;
}

/** What everything was held against, by digest, and what was told. */
export function recordSection(view: WatchView): string {
  const { watch, newest, now } = view;
  const { reference, issue } = watch;
  const ink = htmlInk();
  const told = Object.entries(watch.told).map(([channel, { at }]) => `${ink.name(channel)} ${momentText(at, now)}`);
  return `<h2 id="record">Record</h2>${definitions([
    ['Reference', `${ink.prose(reference.name)}, ${ink.code(shortDigest(reference.digest))}`],
    ['Version', reference.version === undefined ? undefined : ink.name(reference.version)],
    ['Its record', reference.record === undefined ? undefined : ink.code(shortDigest(reference.record))],
    [
      'Its commit',
      reference.commit === undefined
        ? undefined
        : ink.link(ink.code(reference.commit.slice(0, 7)), view.context.links.commit(reference.commit)),
    ],
    ['Judged by', newest === undefined ? undefined : ink.code(shortDigest(newest.by))],
    ['Issue', issue === undefined ? undefined : ink.link(`number ${issue.number}`, issue.url)],
    ['Ignored', ignoredText(view, ink)],
    ['Last told', told.length === 0 ? undefined : told.slice(0, 12).join('<br>')],
    ['weighbridge', ink.prose(view.context.version)],
  ])}`;
}
