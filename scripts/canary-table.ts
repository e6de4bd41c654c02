import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';

/**
 * Writes the table and the plot of docs/canary-analysis.md from the simulation's numbers:
 * `CANARY_RESULTS=/tmp/canary.json npx vitest run --config vitest.sim.config.ts canary`, then
 * `node scripts/canary-table.ts /tmp/canary.json`.
 */
const resultSchema = z.object({
  requests: z.number(),
  traffic: z.enum(['independent', 'clustered', 'wild']),
  factor: z.number(),
  way: z.string(),
  runs: z.number(),
  aborted: z.number(),
  advanced: z.number(),
  byMinute: z.array(z.number()),
});
type Result = z.output<typeof resultSchema>;

const docs = path.resolve(import.meta.dirname, '../docs');
const [from = ''] = process.argv.slice(2);
const results = z.array(resultSchema).parse(JSON.parse(readFileSync(from, 'utf8')));
const ways = [...new Set(results.map(({ way }) => way))];
const own = 'always valid';

function percent(count: number, runs: number): string {
  const share = (100 * count) / runs;
  return `${share >= 9.95 ? share.toFixed(0) : share.toFixed(1)}%`;
}

/** The minute by which a share of all runs was aborted. */
function minuteOf({ byMinute, runs }: Result, share: number): string {
  const at = byMinute.findIndex((count) => count >= share * runs);
  return at < 0 ? '–' : `${at + 1}`;
}

function cellOf(result: Result): string {
  const aborted = percent(result.aborted, result.runs);
  return result.factor <= 1.5 ? aborted : `${aborted}; ${minuteOf(result, 0.5)}, ${minuteOf(result, 0.9)}`;
}

function rowOf(group: readonly Result[]): string {
  const [first] = group;
  if (!first) return '';
  const cells = ways
    .map((way) => group.find((result) => result.way === way))
    .map((result) => (result ? cellOf(result) : ''));
  const ours = group.find(({ way }) => way === own);
  const harmless = ours ? percent(ours.advanced, ours.runs) : '';
  const traffic = `${first.requests.toLocaleString('en')}, ${first.traffic}`;
  return `| × ${first.factor} | ${traffic} | ${cells.join(' | ')} | ${harmless} |`;
}

function table(): string {
  const groups = Map.groupBy(results, ({ requests, traffic, factor }) => `${factor} ${requests} ${traffic}`);
  return [
    `| Errors | Requests a minute | ${ways.join(' | ')} | shown harmless (${own}) |`,
    `|:--|:--|${ways.map(() => '--:|').join('')}--:|`,
    ...[...groups.values()].map(rowOf),
  ].join('\n');
}

const style = `<style>
  text { font: 13px system-ui, sans-serif; fill: #1f2328 } .soft { fill: #59636e } .head { font-weight: 600 }
  .grid { stroke: #d1d9e0 } .limit { stroke: #cf222e; stroke-dasharray: 4 3 } .limit-text { fill: #cf222e }
  .w0 { stroke: #0969da; fill: #0969da } .w1 { stroke: #9a6700; fill: #9a6700 } .w2 { stroke: #8250df; fill: #8250df }
  .w3 { stroke: #1a7f37; fill: #1a7f37 } .line { fill: none; stroke-width: 2 } .hollow { fill: none; stroke-width: 2 }
  .w1.line { stroke-dasharray: 7 3 } .w2.line { stroke-dasharray: 2 3 } .w3.line { stroke-dasharray: 9 3 2 3 }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc } .soft { fill: #9198a1 } .grid { stroke: #3d444d } .limit { stroke: #ff7b72 } .limit-text { fill: #ff7b72 }
    .w0 { stroke: #58a6ff; fill: #58a6ff } .w1 { stroke: #d29922; fill: #d29922 } .w2 { stroke: #bc8cff; fill: #bc8cff }
    .w3 { stroke: #3fb950; fill: #3fb950 } .line, .hollow { fill: none }
  }
</style>`;

const left = 170;
const width = 560;
const x = (share: number) => left + share * width;

function ticks(top: number, bottom: number, labels: readonly (readonly [share: number, text: string])[]): string[] {
  return labels.flatMap(([share, text]) => [
    `<line class="grid" x1="${x(share)}" x2="${x(share)}" y1="${top}" y2="${bottom}"/>`,
    `<text class="soft" x="${x(share)}" y="${bottom + 18}" text-anchor="middle">${text}</text>`,
  ]);
}

/** How many innocent canaries each way of looking rolls back: one mark for each kind of traffic. */
function falseAborts(): string[] {
  const [top, bottom] = [74, 218];
  const marks = ways.flatMap((way, index) => {
    const y = top + 18 + index * 36;
    const innocent = results.filter((result) => result.way === way && result.factor === 1 && result.traffic !== 'wild');
    const dots = innocent.map(({ aborted, runs, traffic, requests }) => {
      const kind = traffic === 'clustered' ? `w${index} hollow` : `w${index}`;
      const at = y + (requests > 1000 ? 5 : -5);
      return `<circle class="${kind}" cx="${x(aborted / runs).toFixed(1)}" cy="${at}" r="5"/>`;
    });
    return [`<text x="${left - 14}" y="${y + 4}" text-anchor="end">${way}</text>`, ...dots];
  });
  const percents = [0, 0.25, 0.5, 0.75, 1].map((share) => [share, `${share * 100}%`] as const);
  return [
    '<text class="head" x="16" y="26">Innocent canaries that were rolled back within an hour</text>',
    '<text class="soft" x="16" y="48">Filled: independent requests. Hollow: clustered. Upper: 400 requests a minute, lower: 4,000.</text>',
    ...ticks(top, bottom, percents),
    `<line class="limit" x1="${x(0.05)}" x2="${x(0.05)}" y1="${top}" y2="${bottom}"/>`,
    `<text class="limit-text" x="${x(0.05) + 5}" y="${top - 4}">agreed: 5%</text>`,
    ...marks,
  ];
}

/** How soon a canary with five times the errors is rolled back. */
function detection(): string[] {
  const [top, bottom] = [326, 506];
  const y = (share: number) => bottom - share * (bottom - top);
  const minutes = 20;
  const lines = ways.flatMap((way, index) => {
    const found = results.find(
      (result) =>
        result.way === way && result.factor === 5 && result.requests === 4000 && result.traffic === 'clustered',
    );
    if (!found) return [];
    const points = found.byMinute.slice(0, minutes).map((count, at) => {
      return `${x((at + 1) / minutes).toFixed(1)},${y(count / found.runs).toFixed(1)}`;
    });
    const legend = top + 96 + index * 22;
    return [
      `<polyline class="w${index} line" points="${x(0)},${y(0)} ${points.join(' ')}"/>`,
      `<line class="w${index} line" x1="${x(0.66)}" x2="${x(0.72)}" y1="${legend - 4}" y2="${legend - 4}"/>`,
      `<text x="${x(0.735)}" y="${legend}">${way}</text>`,
    ];
  });
  const shares = [0, 0.5, 1].flatMap((share) => [
    `<line class="grid" x1="${x(0)}" x2="${x(1)}" y1="${y(share)}" y2="${y(share)}"/>`,
    `<text class="soft" x="${left - 14}" y="${y(share) + 4}" text-anchor="end">${share * 100}%</text>`,
  ]);
  return [
    '<text class="head" x="16" y="282">Canaries with five times the errors that were rolled back by each minute</text>',
    '<text class="soft" x="16" y="304">4,000 requests a minute, clustered, 5% of them to the canary.</text>',
    ...shares,
    ...ticks(
      top,
      bottom,
      [0, 0.25, 0.5, 0.75, 1].map((share) => [share, `${share * minutes} min`] as const),
    ),
    ...lines,
  ];
}

function plot(): string {
  const about =
    'Two plots of simulated canaries. Above: the always-valid analysis rolls back nearly no innocent canary, a z-test at every look and failure counting roll back a third to all of them. Below: it finds five times the errors within minutes.';
  return [
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 540" role="img" aria-labelledby="title about">',
    '<title id="title">False alarms and detection of four ways to judge a canary</title>',
    `<desc id="about">${about}</desc>`,
    style,
    ...falseAborts(),
    ...detection(),
    '</svg>\n',
  ].join('\n');
}

const page = path.join(docs, 'canary-analysis.md');
const marks = /(<!-- simulation -->\n)[\s\S]*?(<!-- end of simulation -->)/;
writeFileSync(page, readFileSync(page, 'utf8').replace(marks, `$1\n${table()}\n\n$2`));
writeFileSync(path.join(docs, 'canary-analysis.svg'), plot());
