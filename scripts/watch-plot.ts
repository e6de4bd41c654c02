import type { Bench, Shift } from './watch-table.ts';

/** The plot of docs/watching.md. Colours and marks differ together: nothing is told by colour alone. */

const style = `<style>
  text { font: 13px system-ui, sans-serif; fill: #1f2328 } .soft { fill: #59636e } .head { font-weight: 600 }
  .grid { stroke: #d1d9e0 } .limit { stroke: #cf222e; stroke-dasharray: 4 3 } .limit-text { fill: #cf222e }
  .w0 { stroke: #0969da; fill: #0969da } .w1 { stroke: #9a6700; fill: #9a6700 } .w2 { stroke: #8250df; fill: #8250df }
  .w3 { stroke: #1a7f37; fill: #1a7f37 } .w4 { stroke: #59636e; fill: #59636e } .w5 { stroke: #bf3989; fill: #bf3989 }
  .line { fill: none; stroke-width: 2 } .hollow { fill: none; stroke-width: 2 }
  .w1.line { stroke-dasharray: 7 3 } .w2.line { stroke-dasharray: 2 3 } .w3.line { stroke-dasharray: 9 3 2 3 }
  .w4.line { stroke-dasharray: 1 2 } .w5.line { stroke-dasharray: 12 4 }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc } .soft { fill: #9198a1 } .grid { stroke: #3d444d } .limit { stroke: #ff7b72 } .limit-text { fill: #ff7b72 }
    .w0 { stroke: #58a6ff; fill: #58a6ff } .w1 { stroke: #d29922; fill: #d29922 } .w2 { stroke: #bc8cff; fill: #bc8cff }
    .w3 { stroke: #3fb950; fill: #3fb950 } .w4 { stroke: #9198a1; fill: #9198a1 } .w5 { stroke: #f778ba; fill: #f778ba } .line, .hollow { fill: none }
  }
</style>`;

const left = 212;
const width = 510;
const x = (share: number) => left + share * width;

type Tick = readonly [share: number, text: string];

function ticks(top: number, bottom: number, labels: readonly Tick[]): string[] {
  return labels.flatMap(([share, text]) => [
    `<line class="grid" x1="${x(share)}" x2="${x(share)}" y1="${top}" y2="${bottom}"/>`,
    `<text class="soft" x="${x(share)}" y="${bottom + 18}" text-anchor="middle">${text}</text>`,
  ]);
}

function heading(y: number, head: string, soft: string): string[] {
  return [
    `<text class="head" x="16" y="${y}">${head}</text>`,
    `<text class="soft" x="16" y="${y + 22}">${soft}</text>`,
  ];
}

/** A way of looking at the windows of bench/watch, and which of its counts is what a person hears. */
const ways = [
  { text: 'weighbridge, alarm', way: 'weighbridge, 3 of 5', counts: 'alarms', mark: 'w0' },
  { text: 'weighbridge, any flag', way: 'weighbridge, 1 of 1', counts: 'flagged', mark: 'w0 hollow' },
  { text: 'Evidently, half the columns', way: 'Evidently, dataset, 1 of 1', counts: 'flagged', mark: 'w1' },
  { text: 'Evidently, any column', way: 'Evidently, 1 of 1', counts: 'flagged', mark: 'w1 hollow' },
] as const;

/** A year in which nothing happens: on how many days something is said. */
function quietYear(bench: readonly Bench[]): string[] {
  const [top, bottom] = [74, 218];
  const rows = ways.flatMap(({ text, way, counts, mark }, index) => {
    const y = top + 18 + index * 36;
    const quiet = bench.filter((line) => line.kind === 'nothing' && line.way === way && line.referenceRows > 1000);
    const dots = quiet.map((line, size) => {
      return `<circle class="${mark}" cx="${x(line[counts] / line.windows).toFixed(1)}" cy="${y}" r="${4 + 2.5 * size}"/>`;
    });
    return [`<text x="${left - 18}" y="${y + 4}" text-anchor="end">${text}</text>`, ...dots];
  });
  const days = [0, 100, 200, 300, 365].map((day): Tick => [day / 365, `${day}${day === 0 ? ' days' : ''}`]);
  return [
    ...heading(
      26,
      'A year in which nothing changes: days on which something is said',
      'Small, middle and large dot: 200, 1,000 and 5,000 rows a day. Twelve columns.',
    ),
    ...ticks(top, bottom, days),
    ...rows,
  ];
}

interface Curve {
  readonly text: string;
  /** Share of runs found by each window. */
  readonly shares: readonly number[];
}

function curvesOf(shifts: readonly Shift[], story: string): readonly Curve[] {
  return shifts
    .filter((shift) => shift.story === story && shift.perDay === 1000)
    .map(({ rule, byWindow, runs }) => ({ text: rule, shares: byWindow.map((count) => count / runs) }));
}

function benchCurve(bench: readonly Bench[], story: string, way: string, text: string): readonly Curve[] {
  const line = bench.find((each) => each.story === story && each.way === way && each.rows === 1000);
  if (!line) return [];
  const { found, windows } = line;
  const shares = Array.from({ length: windows }, (_, window) => {
    return found.filter((at) => at !== null && at <= window + 1).length / found.length;
  });
  return [{ text, shares }];
}

interface Panel {
  readonly top: number;
  readonly curves: readonly Curve[];
  /** Windows on the axis. */
  readonly windows: number;
  readonly unit: string;
  /** Where the legend begins, as a share of the axis. */
  readonly legend: number;
}

function panel({ top, curves, windows, unit, legend }: Panel): string[] {
  const bottom = top + 150;
  const y = (share: number) => bottom - share * (bottom - top);
  const lines = curves.flatMap(({ text, shares }, index) => {
    const points = shares
      .slice(0, windows)
      .map((share, at) => `${x((at + 1) / windows).toFixed(1)},${y(share).toFixed(1)}`);
    const at = bottom - 12 - (curves.length - 1 - index) * 22;
    return [
      `<polyline class="w${index} line" points="${x(0)},${y(0)} ${points.join(' ')}"/>`,
      `<line class="w${index} line" x1="${x(legend)}" x2="${x(legend + 0.06)}" y1="${at - 4}" y2="${at - 4}"/>`,
      `<text x="${x(legend + 0.075)}" y="${at}">${text}</text>`,
    ];
  });
  const shares = [0, 0.5, 1].flatMap((share) => [
    `<line class="grid" x1="${x(0)}" x2="${x(1)}" y1="${y(share)}" y2="${y(share)}"/>`,
    `<text class="soft" x="${left - 14}" y="${y(share) + 4}" text-anchor="end">${share * 100}% found</text>`,
  ]);
  const marks = [0, 1 / 3, 2 / 3, 1].map(
    (share): Tick => [share, `${share === 0 ? unit : ''} ${Math.round(share * windows)}`],
  );
  return [...shares, ...ticks(top, bottom, marks), ...lines];
}

/** The days on which a slow shift passes the limit, as a dashed line. */
function limitLine(top: number, day: number, windows: number): string[] {
  const at = x(day / windows);
  return [
    `<line class="limit" x1="${at}" x2="${at}" y1="${top}" y2="${top + 150}"/>`,
    `<text class="limit-text" x="${at}" y="${top - 6}" text-anchor="middle">limit passed</text>`,
  ];
}

export function plot(shifts: readonly Shift[], bench: readonly Bench[], passed: number): string {
  const slow = 'mean + 0.5 sd over 60 days';
  const fall = 'roc_auc − 0.05';
  const slowCurves = [
    ...curvesOf(shifts, slow),
    ...benchCurve(bench, slow, 'Evidently, 1 of 1', 'Evidently, each day'),
    ...benchCurve(bench, slow, 'weighbridge at 0.01, 3 of 5', 'limit 0.01, 3 of 5'),
  ];
  const about =
    'Three plots. A quiet year: weighbridge raises no alarm at any size, Evidently finds a drifted column on every day at 200 rows a day. A slow shift: the more windows a rule asks for, the later it rings, by days; Evidently and a narrower limit find it weeks sooner. A fall of a metric: one of one rings soonest, five of eight latest.';
  return [
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 792" role="img" aria-labelledby="title about">',
    '<title id="title">False alarms and delays of alarm rules</title>',
    `<desc id="about">${about}</desc>`,
    style,
    ...quietYear(bench),
    ...heading(
      282,
      'A mean that rises by half a standard deviation over 60 days',
      '1,000 rows a day. Usual limit (PSI 0.1); beside it Evidently and a limit of 0.01, five runs each.',
    ),
    ...panel({ top: 338, curves: slowCurves, windows: 75, unit: 'day', legend: 0.72 }),
    ...limitLine(338, passed, 75),
    ...heading(
      554,
      'An area under the ROC curve that falls from 0.75 to 0.70',
      '1,000 labelled rows a window, at most 0.02 below the champion is allowed.',
    ),
    ...panel({ top: 598, curves: curvesOf(shifts, fall), windows: 24, unit: 'window', legend: 0.66 }),
    '</svg>\n',
  ].join('\n');
}
