import { powerText } from '../folds/slices.ts';
import { htmlInk } from '../ink.ts';
import { count, counted, fixed, signed } from '../number.ts';
import { sideOf } from '../rows.ts';
import { decimalsOfRow, endsText } from '../shape.ts';
import { sliceText } from '../slice.ts';
import { type SliceList, sliceLists, sliceRows, sliceTally } from '../slice-list.ts';
import type { View } from '../view.ts';
import { forestFigure } from './forest.ts';

/** Metrics whose slices are drawn; of others they are listed. */
const mostFigures = 6;
/** Lines of all lists together, so that the page stays under 1 MB. */
const mostListed = 4800;

/** Slices: a forest plot for each judged metric, lists for the others, values alone where nothing is compared. */
export function slicesSection(view: View): string {
  const lists = sliceLists(view);
  const drawn = lists
    .slice(0, mostFigures)
    .map((list) => forestFigure(view, list))
    .filter((text) => text !== '');
  const body =
    drawn.length === 0
      ? valuesTable(view)
      : `${note(view, lists[0])}<div class="two">${drawn.join('')}</div>${others(view, lists.slice(mostFigures))}`;
  return body === '' ? '' : `<h2 id="slices">Slices</h2>${body}`;
}

function note(view: View, list: SliceList | undefined): string {
  const widened = view.family > 1 ? ` Failing ends are widened for ${count(view.family)} comparisons.` : '';
  const limited = list?.limit === undefined ? '' : ' A slice fails when its whole interval lies in the shaded part.';
  const power = list === undefined ? [] : powerText(list);
  return `<p class="note">Worst first.${limited}${widened} ${power.join(' ')}</p>`;
}

function others(view: View, lists: readonly SliceList[]): string {
  let left = mostListed;
  return lists
    .map((list) => {
      const shown = list.rows.slice(0, left);
      left -= shown.length;
      return listed(view, list, shown.length);
    })
    .join('');
}

function listed(view: View, list: SliceList, most: number): string {
  const ink = htmlInk();
  const total = list.rows.length + list.small.length;
  const rows = list.rows.slice(0, most).map((row) => {
    const decimals = decimalsOfRow(row);
    const ends =
      row.interval === undefined ? '' : `<small>${endsText(row.interval.low, row.interval.high, decimals)}</small>`;
    const change = row.delta === undefined ? 'not compared' : `${signed(row.delta, decimals)} ${sideOf(row) ?? ''}`;
    return `<tr><td>${row.slice === undefined ? '' : sliceText(row.slice, ink)}</td><td class="r">${count(sliceRows(view, row))}</td><td>${change}${ends}</td></tr>`;
  });
  const left = total - rows.length;
  const more =
    left === 0 ? '' : `<p class="note">${counted(left, 'more slice')} ${left === 1 ? 'is' : 'are'} in the record.</p>`;
  return `<details><summary><b>${ink.name(list.metric)}</b>: ${sliceTally(list)}</summary><table><tr><th>Slice</th><th class="r">Rows</th><th>Change</th></tr>${rows.join('')}</table>${more}</details>`;
}

/** Without a comparison: each slice's rows and its value of the primary metric. */
function valuesTable(view: View): string {
  const slices = view.record.evaluation?.slices ?? [];
  const name =
    view.groups.find((group) => group.column !== undefined)?.metric ??
    view.primary?.metric ??
    slices[0]?.metrics[0]?.name;
  if (slices.length === 0 || name === undefined) return '';
  const ink = htmlInk();
  const rows = slices.slice(0, mostListed).map((entry) => {
    const metric = entry.metrics.find((candidate) => candidate.name === name);
    const value =
      metric?.value === undefined
        ? `undefined${metric?.undefined === undefined ? '' : `: ${ink.prose(metric.undefined)}`}`
        : fixed(metric.value, 3);
    const interval =
      metric?.interval === undefined
        ? ''
        : `<small>${endsText(metric.interval.low, metric.interval.high, 3, false)}</small>`;
    return `<tr><td>${sliceText(entry.slice, ink)}</td><td class="r">${count(entry.rows)}</td><td>${value}${interval}</td></tr>`;
  });
  return `<table class="values"><tr><th>Slice</th><th class="r">Rows</th><th>${ink.name(name)}</th></tr>${rows.join('')}</table>`;
}
