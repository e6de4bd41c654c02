import { readFileSync } from 'node:fs';

/** Rows of a CSV file without quotes, each an object. */
export function readRows(path) {
  const [head, ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n');
  const names = head.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((value, index) => [names[index], value])));
}

/** Probability that a customer churns. With `steps` it knows only so many answers, as small trees do. */
export function probability({ weights, features, steps }, row) {
  const sum = features.reduce((total, name, index) => total + weights[index + 1] * Number(row[name]), weights[0]);
  const exact = 1 / (1 + Math.exp(-sum));
  return steps === undefined ? exact : (Math.floor(exact * steps) + 0.5) / steps;
}
