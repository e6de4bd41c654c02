import * as z from 'zod';
import { column, count, countOf, duration, later, path } from './schema-values.ts';

/** Sections whose commands do not exist yet: their shape is checked, then they are refused by name. */
const monitor = z.strictObject({
  current: path.describe('Rows that production saw lately.'),
  labels: z
    .strictObject({
      path,
      join: column.describe('Column that joins labels with rows.'),
      delay: duration.describe('Time until a label is known.'),
    })
    .optional()
    .describe('True labels, once they are known.'),
  alarm: countOf.optional().describe('In how many of the last windows a limit must be passed.'),
  retrain: z
    .strictObject({
      cooldown: duration.describe('Shortest time between two retrainings.'),
      'max-per-month': count.describe('Most retrainings in a month.'),
    })
    .optional()
    .describe('When and how often the training workflow is started.'),
});

/** Keys of a model that are refused by name. */
export const laterKeys = {
  monitor: later(monitor.optional(), 'What is watched in production.'),
};
