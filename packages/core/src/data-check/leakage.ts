import type { Overlap } from '../port/table.ts';
import type { DataCheck } from '../record/data.ts';
import { clean } from '../report/escape.ts';

/** What was found between the training data and another dataset. */
export interface SharedRows {
  /** The dataset that must stand apart, usually `evaluation`. */
  readonly dataset: string;
  /** Columns by which rows are known (`no-overlap`); none for whole rows. Or the one column of `time-order`. */
  readonly columns: readonly string[];
  /** Undefined when it could not be looked for. */
  readonly found: Overlap | undefined;
  /** Rows of the dataset. */
  readonly of: number;
  /** Why it could not be looked for: "`cutoff` is not in the training data". */
  readonly reason?: string | undefined;
}

/** No row (or group) of the dataset is in the training data. */
export function overlapCheck(shared: SharedRows): DataCheck {
  const by = shared.columns.length === 0 ? 'row' : shared.columns.map((name) => clean(name, 32)).join(', ');
  return sharedCheck(shared, 'noOverlap', `no ${by} of the training data`);
}

/** Every row of the dataset is later than all of the training data. */
export function timeOrderCheck(shared: SharedRows): DataCheck {
  return sharedCheck(shared, 'timeOrder', 'later than all of the training data');
}

/** A rule of the policy that cannot be judged is broken: it must not pass by a column that is not there. */
function sharedCheck({ dataset, columns, found, of, reason }: SharedRows, rule: string, expected: string): DataCheck {
  const [column] = columns;
  return {
    dataset,
    ...(columns.length === 1 && column !== undefined ? { column } : {}),
    ...(columns.length > 1 ? { columns: [...columns] } : {}),
    rule,
    expected,
    severity: 'error',
    outcome: found?.count === 0 ? 'passed' : 'failed',
    count: found?.count ?? 0,
    of,
    rows: [...(found?.rows ?? [])],
    by: 'scan',
    ...(found ? {} : { reason: reason ?? 'it could not be looked for' }),
  };
}

/** What is known of the columns that a model learns from. */
export interface FeatureFacts {
  /** Usually `train`. */
  readonly dataset: string;
  readonly columns: readonly string[];
  readonly target: string;
  /** The column of the predictions that holds the model's score. */
  readonly score: string;
  /**
   * Columns whose value is the target's in every row; undefined when that was not looked at, and then names alone
   * are judged.
   */
  readonly sameAsTarget?: readonly string[] | undefined;
}

/**
 * No column but the target itself says what the target says: none equals it in every row, and none has the name of the
 * model's own score. Columns that merely follow from the target are beyond this check.
 */
export function targetCheck({ dataset, columns, target, score, sameAsTarget = [] }: FeatureFacts): DataCheck {
  const found = columns.filter((name) => name !== target && (name === score || sameAsTarget.includes(name)));
  const [only] = found;
  return {
    dataset,
    ...(found.length === 1 && only !== undefined ? { column: only } : {}),
    ...(found.length > 1 ? { columns: found } : {}),
    rule: 'targetAmongFeatures',
    expected: `no column but ${clean(target, 32)} holds the target`,
    severity: 'error',
    outcome: found.length === 0 ? 'passed' : 'failed',
    count: found.length,
    of: columns.length,
    rows: [],
    by: 'columns',
  };
}

/** What a change did to the evaluation data and to what a model is made of. Undefined: it could not be told. */
export interface TogetherFacts {
  readonly dataset: string;
  readonly evaluationChanged: boolean | undefined;
  /** Training data, code, params or environment. */
  readonly modelChanged: boolean | undefined;
  readonly rows: number;
}

/**
 * A change of the evaluation data alone, or of the model alone, can be told apart in its result; both at once cannot.
 * A warning: comparing decides what such a change is worth.
 */
export function changedTogetherCheck({ dataset, evaluationChanged, modelChanged, rows }: TogetherFacts): DataCheck {
  const unknown = evaluationChanged === undefined || (evaluationChanged && modelChanged === undefined);
  const both = evaluationChanged === true && modelChanged === true;
  const judged = both ? 'failed' : 'passed';
  return {
    dataset,
    rule: 'evaluationChanged',
    expected: 'does not change together with the model',
    severity: 'warning',
    outcome: unknown ? 'not judged' : judged,
    count: both ? 1 : 0,
    of: rows,
    rows: [],
    by: 'columns',
    ...(unknown ? { reason: 'what the base has could not be read' } : {}),
  };
}
