import {
  brokenSentence,
  clean,
  type DataCheck,
  type DataDiff,
  type DataSection,
  type Drift,
  dataOutcome,
  fixed,
  visible,
  worstChecksFirst,
} from '@weighbridge/core';

/** The most lines of one list; the rest is counted. */
const mostLines = 10;

/** What `validate` found, for a terminal: the rules that are broken, what changed in each dataset, what drifted. */
export function dataLines({ datasets, checks = [], diff = [], drift = [] }: DataSection): string {
  const rows = datasets.map((dataset) => [
    `  ${clean(dataset.name)}`,
    dataset.rows === undefined ? '' : `${fixed(dataset.rows, 0)} rows`,
    visible(dataset.path),
  ]);
  return [
    ...aligned(rows),
    ...ruleLines(checks),
    ...ignoredLines(datasets),
    ...diff.flatMap(diffLines),
    ...driftLines(drift),
    '',
  ].join('\n');
}

function ruleLines(checks: readonly DataCheck[]): readonly string[] {
  if (checks.length === 0) return [];
  const { held, notJudged } = dataOutcome(checks);
  const open = worstChecksFirst(checks).filter(({ outcome }) => outcome === 'failed');
  const waiting = notJudged > 0 ? `, ${fixed(notJudged, 0)} about columns that are not there` : '';
  return [
    `${fixed(held, 0)} of ${fixed(checks.length, 0)} data rules hold${waiting}`,
    ...listed(open, (check) => `${check.severity === 'error' ? '❌' : '⚠️'} ${checkLine(check)}`),
  ];
}

/** What the schema asks and the user goes without. */
function ignoredLines(datasets: DataSection['datasets']): readonly string[] {
  return datasets.flatMap(({ name, schema }) => {
    const keywords = [...new Set(schema?.ignored ?? [])].map(visible);
    const shown = keywords.slice(0, mostLines).join(', ');
    const left = keywords.length > mostLines ? ` and ${fixed(keywords.length - mostLines, 0)} more` : '';
    return keywords.length === 0 ? [] : [`${clean(name)}: not judged, by your \`ignore\`: ${shown}${left}`];
  });
}

/** The sentence, then the first rows; several tables may have one rule. */
function checkLine(check: DataCheck): string {
  const rows = check.rows.slice(0, 5).map((row) => fixed(row, 0));
  const end = check.count > rows.length ? ', …' : '.';
  const where = rows.length === 0 ? '' : ` ${check.count === 1 ? 'Row' : 'Rows'} ${rows.join(', ')}${end}`;
  return `${clean(check.dataset)}: ${visible(brokenSentence(check))}${where}`;
}

function diffLines(diff: DataDiff): readonly string[] {
  const { dataset, by, why, rowsWas, rowsNow, added, removed, changed, columns, unchanged } = diff;
  if (by === 'none') return [`${clean(dataset)} is not compared: ${visible(why)}`];
  const counts =
    added === undefined
      ? `${fixed(rowsWas ?? 0, 0)} → ${fixed(rowsNow, 0)} rows`
      : `${fixed(added, 0)} rows added, ${fixed(removed ?? 0, 0)} removed, ${fixed(changed ?? 0, 0)} changed`;
  return [
    `${clean(dataset)} since the base (${by === 'rows' ? 'by rows' : 'by profile'}): ${counts}`,
    ...aligned(columns.slice(0, mostLines).map(changeRow)),
    ...(columns.length > mostLines
      ? [`  ${fixed(columns.length - mostLines, 0)} more changes (--json lists them)`]
      : []),
    ...(unchanged > 0 ? [`  ${counted(unchanged, 'more column')} did not change beyond noise`] : []),
  ];
}

function changeRow({ column, what, was, now, psi, newCount, goneCount }: DataDiff['columns'][number]): string[] {
  const values = [
    ...(newCount ? [`${fixed(newCount, 0)} new`] : []),
    ...(goneCount ? [`${fixed(goneCount, 0)} gone`] : []),
  ];
  const shown = (value: string | number | undefined) => (what === 'missing' ? share(value) : plain(value));
  const moved = was === undefined || now === undefined ? plain(was ?? now) : `${shown(was)} → ${shown(now)}`;
  return [
    `  ${clean(column)}`,
    what === 'missing' ? 'empty' : what,
    [moved, ...values, ...(psi === undefined ? [] : [`PSI ${fixed(psi, 2)}`])].filter((text) => text !== '').join(', '),
  ];
}

function plain(value: string | number | undefined): string {
  if (value === undefined) return '';
  return typeof value === 'number' ? String(Number(value.toPrecision(5))) : visible(value);
}

function share(value: string | number | undefined): string {
  return typeof value === 'number' ? `${fixed(value * 100, 1)}%` : plain(value);
}

function driftLines(drift: readonly Drift[]): readonly string[] {
  if (drift.length === 0) return [];
  const drifted = drift.filter((column) => column.drifted);
  const rows = drifted
    .slice(0, mostLines)
    .map(({ dataset, column, psi, limit }) => [
      `  ${clean(dataset)}`,
      clean(column),
      `PSI ${fixed(psi, 2)}${limit === undefined ? '' : `, limit ${limit}`}`,
    ]);
  const left = drifted.length - rows.length;
  return [
    `${fixed(drifted.length, 0)} of ${fixed(drift.length, 0)} columns drifted`,
    ...aligned(rows),
    ...(left > 0 ? [`  ${fixed(left, 0)} more (--json lists them)`] : []),
  ];
}

function listed<T>(items: readonly T[], line: (item: T) => string): readonly string[] {
  const left = items.length - mostLines;
  const more = left > 0 ? [`  ${fixed(left, 0)} more (--json lists them)`] : [];
  return [...items.slice(0, mostLines).map(line), ...more];
}

function counted(n: number, what: string): string {
  return `${fixed(n, 0)} ${what}${n === 1 ? '' : 's'}`;
}

/** Cells in columns that are as wide as their longest. */
function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
