import { defineError } from './define.ts';

/** `Did you mean "x"? `, or nothing. */
function hint(near: string | undefined): string {
  return near === undefined ? '' : `Did you mean "${near}"? `;
}

interface Unknown {
  readonly name: string;
  readonly near?: string | undefined;
  readonly known: string;
}

interface WrongValue {
  /** Path of the key, or words for what is wrong. */
  readonly where: string;
  readonly expected: string;
  readonly found: string;
  readonly near?: string | undefined;
}

interface LineTwice {
  readonly metric: string;
  readonly slice?: string | undefined;
  /** Number of the first line in `gate`, from 1. */
  readonly line: number;
}

/** Mistakes in the shape of `weighbridge.yml`: the YAML itself, keys and values. Codes WB200x and WB201x. */
const shapeErrors = {
  yaml: defineError('WB2001', { what: 'Map keys must be unique' }, ({ what }: { what: string }) => ({
    message: `The policy is not readable as YAML: ${what}.`,
    cure: 'Correct the file at this place.',
  })),
  emptyPolicy: defineError('WB2002', {}, () => ({
    message: 'The policy is empty.',
    cure: 'Run `weighbridge init` to write one.',
  })),
  unknownKey: defineError<Unknown & { where: string }>(
    'WB2010',
    { name: 'max-drpo', where: 'models.churn.gate[0]', near: 'max-drop', known: 'metric, slice, max-drop' },
    ({ name, where, near, known }) => ({
      message: `unknown key "${name}" in ${where}.`,
      cure: `${hint(near)}Known keys: ${known}.`,
    }),
  ),
  missingKey: defineError(
    'WB2011',
    { key: 'target', where: 'models.churn.evaluate', meaning: 'Column with the true label, 0 or 1.' },
    ({ key, where, meaning }: { key: string; where: string; meaning: string }) => ({
      message: `"${key}" is missing in ${where}.`,
      cure: meaning ? `Add it: ${meaning}` : 'Add it.',
    }),
  ),
  wrongValue: defineError<WrongValue>(
    'WB2012',
    { where: 'alpha', expected: 'a number above 0 and below 0.5', found: '"x"', near: undefined },
    ({
      where,
      expected,
      found,
      near,
    }: {
      where: string;
      expected: string;
      found: string;
      near?: string | undefined;
    }) => ({
      message: `${where} is ${found}.`,
      cure: `${hint(near)}It must be ${expected}.`,
    }),
  ),
  notInThisVersion: defineError('WB2020', { key: 'deploy' }, ({ key }: { key: string }) => ({
    message: `\`${key}\` is not in this version.`,
    cure: 'Take it out of the policy until it is.',
  })),
};

/** Names that the policy uses and nothing defines, or that are defined twice. Codes WB203x and WB204x. */
const nameErrors = {
  badName: defineError('WB2030', { what: 'model', name: 'a/b' }, ({ what, name }: { what: string; name: string }) => ({
    message: `"${name}" cannot be the name of a ${what}.`,
    cure: 'Use at most 64 letters, digits and single `.`, `_` or `-` between them; `all` is taken, and `.lock` at the end too.',
  })),
  nameTwice: defineError(
    'WB2031',
    { what: 'slice', name: 'region' },
    ({ what, name }: { what: string; name: string }) => ({
      message: `The ${what} "${name}" is there twice.`,
      cure: 'Keep one of them, or give it another name.',
    }),
  ),
  nameTaken: defineError('WB2032', { name: 'roc_auc' }, ({ name }: { name: string }) => ({
    message: `"${name}" is a metric that is computed from the predictions.`,
    cure: 'Give the number from your file another `name`.',
  })),
  unknownMetric: defineError<Unknown>(
    'WB2041',
    { name: 'roc_acu', near: 'roc_auc', known: 'roc_auc, recall, log_loss' },
    ({ name, near, known }) => ({
      message: `unknown metric "${name}".`,
      cure: `${hint(near)}Metrics in this run: ${known}.`,
    }),
  ),
  unknownSlice: defineError<Unknown>(
    'WB2042',
    { name: 'regoin', near: 'region', known: 'region, channel' },
    ({ name, near, known }) => ({
      message: `The slice "${name}" is not in \`evaluate.slices\`.`,
      cure: known ? `${hint(near)}Slices in this run: ${known}.` : 'Add the column there.',
    }),
  ),
  sliceOfFileMetric: defineError('WB2043', { metric: 'p95_ms' }, ({ metric }: { metric: string }) => ({
    message: `${metric} is one number from a file, so it has no slices.`,
    cure: 'Leave `slice` out, or name a metric that is computed from the predictions.',
  })),
};

/** `gate` lines that contradict themselves. Codes WB205x. */
const lineErrors = {
  wrongSide: defineError(
    'WB2050',
    { metric: 'log_loss', better: 'lower', written: 'max-drop', right: 'max-rise' },
    ({ metric, better, written, right }: { metric: string; better: string; written: string; right: string }) => ({
      message: `${metric} is better when it is ${better}, so \`${written}\` would limit an improvement.`,
      cure: `Did you mean \`${right}\`?`,
    }),
  ),
  noLimit: defineError(
    'WB2051',
    { metric: 'roc_auc', limits: 'min, max, max-drop' },
    ({ metric, limits }: { metric: string; limits: string }) => ({
      message: `The line for ${metric} has no limit, so it would check nothing.`,
      cure: `Add one of ${limits}.`,
    }),
  ),
  minAboveMax: defineError('WB2052', { min: '0.9', max: '0.7' }, ({ min, max }: { min: string; max: string }) => ({
    message: `No value is at least ${min} and at most ${max}.`,
    cure: 'Make `min` smaller than `max`.',
  })),
  lineTwice: defineError<LineTwice>(
    'WB2053',
    { metric: 'recall', slice: 'region', line: 2 },
    ({ metric, slice, line }) => ({
      message: `${slice === undefined ? metric : `${metric} by ${slice}`} has a line already, number ${line} of \`gate\`.`,
      cure: 'Put all its limits on one line.',
    }),
  ),
  outOfRange: defineError(
    'WB2054',
    { metric: 'roc_auc', key: 'min', value: '70', range: '0 to 1' },
    ({ metric, key, value, range }: { metric: string; key: string; value: string; range: string }) => ({
      message: `${metric} lies in ${range}, and \`${key}: ${value}\` does not.`,
      cure: 'Write the limit in the metric’s own unit.',
    }),
  ),
  judgeWithoutLimit: defineError(
    'WB2055',
    { judge: 'bound', limits: '`min` or `max`' },
    ({ judge, limits }: { judge: string; limits: string }) => ({
      message: `\`judge: ${judge}\` says how ${limits} is judged, and the line has neither.`,
      cure: 'Add such a limit, or leave `judge` out.',
    }),
  ),
  judgeTwice: defineError('WB2056', { words: 'proof and harm' }, ({ words }: { words: string }) => ({
    message: `\`judge\` cannot be ${words} at once.`,
    cure: 'Name one of `proof` and `harm`, and one of `point` and `bound`.',
  })),
  minRowsWithoutSlice: defineError('WB2057', { metric: 'roc_auc' }, ({ metric }: { metric: string }) => ({
    message: `The line for ${metric} has \`min-n\` and no \`slice\`.`,
    cure: 'Only slices can be too small to judge: add `slice`, or leave `min-n` out.',
  })),
  noAnchor: defineError('WB2058', { key: 'max-drop-from-anchor' }, ({ key }: { key: string }) => ({
    message: `\`${key}\` limits the distance from an anchor, and \`anchor\` is none.`,
    cure: 'Set `anchor: champion`, or leave the limit out.',
  })),
};

/** Mistakes in `weighbridge.yml`. Codes WB2xxx. */
export const policyErrors = { ...shapeErrors, ...nameErrors, ...lineErrors };
