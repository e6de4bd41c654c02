// Stands in for the example's train.py: a logistic regression by gradient descent.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { probability, readRows } from './rows.mjs';

const { model, features, boosted } = JSON.parse(readFileSync('params.json', 'utf8'));
const rows = readRows('data/train.csv');
const weights = [0, ...features.map(() => 0)];
for (let round = 0; round < 80; round += 1) {
  const gradient = weights.map(() => 0);
  for (const row of rows) {
    const error = Number(row.churned) - probability({ weights, features }, row);
    gradient.forEach((value, index) => {
      gradient[index] = value + error * (index === 0 ? 1 : Number(row[features[index - 1]]));
    });
  }
  gradient.forEach((value, index) => {
    weights[index] += (2 * value) / rows.length;
  });
}
const steps = model === 'boosted' && boosted.max_iter < 10 ? 10 : undefined;
mkdirSync('model', { recursive: true });
writeFileSync('model/churn.pickle', JSON.stringify({ features, weights, steps }));
