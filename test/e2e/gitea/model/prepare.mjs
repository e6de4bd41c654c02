// Stands in for the example's prepare.py: customers from a fixed seed, in the columns that its policy names.
import { mkdirSync, writeFileSync } from 'node:fs';

const columns = [
  'customer',
  'churned',
  'orders',
  'spend',
  'average_order',
  'largest_order',
  'items',
  'span',
  'first_order_band',
  'acquisition_month',
];
let state = 1;

function random() {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return (state + 0.5) / 2 ** 32;
}

function normal() {
  return Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
}

function customer(id) {
  const [often, rich] = [normal(), normal()];
  const churned = random() < 1 / (1 + Math.exp(-(1.9 - 0.9 * often - 0.5 * rich))) ? 1 : 0;
  const average = rich + normal();
  const band = ['under 15', '15 to 30', '30 to 50', '50 and more'][Math.floor(random() * 4)];
  const month = ['1997-01', '1997-02', '1997-03'][Math.floor(random() * 3)];
  const numbers = [often, rich, average, average + normal(), often + rich, -often].map((value) => value.toFixed(3));
  return [`c${id}`, churned, ...numbers, band, month].join(',');
}

function write(path, from, count) {
  const rows = Array.from({ length: count }, (_, index) => customer(from + index));
  writeFileSync(path, `${[columns.join(','), ...rows].join('\n')}\n`);
}

mkdirSync('data', { recursive: true });
write('data/train.csv', 0, 3000);
write('data/evaluation.csv', 3000, 8000);
