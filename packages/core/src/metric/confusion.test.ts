import { expect, test } from 'vitest';
import { isConfusionMetric, isMetricName, metricCatalogue } from './catalogue.ts';
import { type Cells, confusionMetric, type Measured } from './confusion.ts';

const cells = (truePositive: number, falsePositive: number, falseNegative: number, trueNegative: number): Cells => ({
  truePositive,
  falsePositive,
  falseNegative,
  trueNegative,
});

test.each<[string, Cells, Measured]>([
  ['accuracy', cells(8, 4, 8, 20), { value: 0.7 }],
  ['precision', cells(0, 0, 2, 2), { undefined: 'no row is predicted positive' }],
  ['recall', cells(0, 2, 0, 1), { undefined: 'no positive rows' }],
  ['specificity', cells(2, 0, 1, 0), { undefined: 'no negative rows' }],
  ['balanced_accuracy', cells(2, 0, 1, 0), { undefined: 'no negative rows' }],
  ['f1', cells(0, 0, 2, 2), { value: 0 }],
  ['f1', cells(0, 0, 0, 2), { undefined: 'no row is positive or predicted positive' }],
  ['f2', cells(8, 4, 8, 20), { value: 40 / 76 }],
  ['f0.5', cells(8, 4, 8, 20), { value: 0.625 }],
  ['jaccard', cells(8, 4, 8, 20), { value: 0.4 }],
  ['matthews_corrcoef', cells(2, 0, 0, 2), { value: 1 }],
  ['matthews_corrcoef', cells(2, 0, 1, 0), { value: 0 }],
  [
    'matthews_corrcoef',
    cells(1, 0, 0, 0),
    { undefined: 'all rows have the same label and it is always the predicted one' },
  ],
  ['cohen_kappa', cells(0, 2, 2, 0), { value: -1 }],
  ['cohen_kappa', cells(0, 0, 0, 3), { undefined: 'all rows have the same label and it is always the predicted one' }],
  ['hamming_loss', cells(8, 4, 8, 20), { value: 0.3 }],
  ['zero_one_loss', cells(0, 0, 0, 0), { undefined: 'the weights sum to zero' }],
])('%s of %o', (name, table, expected) => {
  if (!isConfusionMetric(name)) throw new Error(`${name} is not a confusion metric`);
  expect(confusionMetric(name, table)).toEqual(expected);
});

test('a cell of weight zero takes part in no metric', () => {
  expect(confusionMetric('cohen_kappa', cells(0, 0, 0.5, 0))).toEqual({ value: 0 });
  expect(confusionMetric('recall', cells(0, 0, 0.5, 0))).toEqual({ value: 0 });
});

test('the catalogue knows its own names only', () => {
  expect(isMetricName('roc_auc')).toBe(true);
  expect(isConfusionMetric('roc_auc')).toBe(false);
  expect(isMetricName('toString')).toBe(false);
  expect(metricCatalogue.log_loss).toEqual({ direction: 'lower', family: 'mean' });
});
