import { cpus, loadavg } from 'node:os';
import { basename } from 'node:path';
import { costCells } from '../processes.ts';
import { type Counts, dataFile, type Measured, measure, ours, peers, type Tool, warm } from './tools.ts';

const formats = ['parquet', 'csv'] as const;
const orders = ['sorted', 'shuffled'] as const;

/** `node bench/validate/run.ts [ROWS ...]`: equal results first, then CPU, elapsed time and memory of whole processes. */
function main(sizes: readonly number[]): void {
  console.log(`${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)} at the start`);
  console.log('| rows | format | key | tool | CPU s | wall s | peak MiB | CPU of ours |');
  console.log('|--:|:--|:--|:--|--:|--:|--:|--:|');
  /** Tools that took too long, and at how many rows: they are not tried again at that size or above. */
  const slow = new Map<string, number>();
  for (const rows of sizes.toSorted((a, b) => a - b))
    for (const format of formats) for (const order of orders) compareOn(rows, format, order, slow);
}

function compareOn(rows: number, format: string, order: string, slow: Map<string, number>): void {
  const file = dataFile(rows, order, format);
  const runs = rows <= 1_000_000 ? 3 : 1;
  warm(file);
  const first = measure(ours, file, runs);
  if ('over' in first) throw new Error(`weighbridge: ${first.over} on ${basename(file)}`);
  const show = ({ name }: Tool, measured: Measured): void => {
    const cells = [rows.toLocaleString('en-US'), format, order, name, ...costCells(measured, first.cpu)];
    console.log(`| ${cells.join(' | ')} |`);
  };
  show(ours, first);
  for (const tool of peers.filter(({ formats: read }) => read.includes(format))) {
    const key = `${tool.name} ${format}`;
    const known = slow.get(key);
    const measured = known === undefined ? measure(tool, file, runs) : { over: `over the limit at ${known} rows` };
    if ('over' in measured) slow.set(key, known ?? rows);
    else requireEqual(tool, first.counts, measured.counts);
    show(tool, measured);
  }
}

function requireEqual({ name }: Tool, expected: Counts, found: Counts): void {
  for (const [check, count] of Object.entries(expected))
    if (found[check] !== count) throw new Error(`${check}: ours ${count} rows, ${name} ${found[check]}`);
}

main(process.argv.length > 2 ? process.argv.slice(2).map(Number) : [60, 100_000, 1_000_000, 10_000_000]);
