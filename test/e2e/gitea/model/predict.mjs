// Stands in for the example's predict.py.
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { probability, readRows } from './rows.mjs';

const model = JSON.parse(readFileSync('model/churn.pickle', 'utf8'));
const lines = readRows('data/evaluation.csv').map((row) =>
  [row.customer, row.churned, probability(model, row).toFixed(6), row.first_order_band, row.acquisition_month].join(
    ',',
  ),
);
const head = 'customer,churned,probability,first_order_band,acquisition_month';
writeFileSync('predictions.csv', `${[head, ...lines].join('\n')}\n`);
writeFileSync('metrics.json', `${JSON.stringify({ model_kb: statSync('model/churn.pickle').size / 1000 })}\n`);
