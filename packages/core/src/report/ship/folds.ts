import { type Fold, foldText } from '../fold.ts';
import { icons } from '../headline.ts';
import { markdownInk } from '../ink.ts';
import { counted, signed } from '../number.ts';
import { sideOf } from '../rows.ts';
import { decimalsOfRow } from '../shape.ts';
import { summaryName } from '../slice.ts';
import { mainTable } from '../table.ts';
import { shippedCommit } from './facts.ts';
import { adoptedCommit, harmOf, type ShipView } from './state.ts';
import { summaryVersion } from './version.ts';

/** What the folds of a ship note hold: what can be done, and the verdict that the version was merged with. */
export function shipFolds(ship: ShipView, rows: number): string[] {
  const folds = [whatToDo(ship), beforeTheMerge(ship, rows)].filter((fold) => fold !== undefined);
  return folds.map((fold) => foldText(fold, ship.context.capabilities));
}

function whatToDo(ship: ShipView): Fold | undefined {
  if (ship.state !== 'rolled back') return undefined;
  const ink = markdownInk();
  const { changeWord } = ship.context.capabilities;
  const harm = harmOf(ship);
  const commit = shippedCommit(ship)?.slice(0, 7);
  const rows = ship.record.evaluation?.rows;
  const seen = rows === undefined ? 'the evaluation' : `the evaluation of ${counted(rows, 'row')}`;
  const steps = [
    ...(harm === undefined
      ? []
      : [
          `Find in the logs of the server what counted as ${ink.name(harm.name)}: ${seen} did not show it. Add such rows to it, so that the ${changeWord} does next time.`,
        ]),
    `Fix it, open a ${changeWord}, let it pass.`,
    ...(commit === undefined
      ? []
      : [
          `Or revert this one: ${ink.code(`git revert ${commit}`)} (with ${ink.code('-m 1')} if it is a merge commit).`,
        ]),
  ];
  return {
    title: 'What to do',
    result: undefined,
    body: steps.map((step, index) => `${index + 1}. ${step}`).join('\n'),
  };
}

/** The last verdict of the change, with its main table. */
function beforeTheMerge(ship: ShipView, rows: number): Fold | undefined {
  const { view, record } = ship;
  if (record.verdict === undefined) return undefined;
  const body = mainTable(view, rows);
  const title = adoptedCommit(record) === undefined ? 'The gate' : 'Before the merge';
  return { title, result: beforeText(ship), body: body === '' ? undefined : body };
}

/** `✅ passed, roc_auc +0.012 better than v1.3.2`. Read in a summary line, where Markdown is not. */
function beforeText(ship: ShipView): string {
  const { view } = ship;
  const start = `${icons[view.outcome]} ${view.outcome}`;
  const { primary } = view;
  if (primary?.delta === undefined) return start;
  const change = `${summaryName(primary.metric)} ${signed(primary.delta, decimalsOfRow(primary))}`;
  const side = sideOf(primary);
  if (side !== 'better' && side !== 'worse') return `${start}, ${change} within noise`;
  const than = comparedWith(ship);
  return `${start}, ${change} ${side}${than === undefined ? '' : ` than ${summaryVersion(than)}`}`;
}

/** What the model was weighed against: the stable version where it is that very record, else the branch. */
function comparedWith({ view, rollout, stable }: ShipView): string | undefined {
  const record = view.record.comparison?.baseline?.record;
  return record !== undefined && record === rollout?.stable?.record ? stable : view.base;
}
