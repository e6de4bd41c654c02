import { diffPolicies, removedFrom } from '../policy/diff.ts';
import type { GateLine, ModelPolicy, Policy } from '../policy/policy.ts';
import type { Comparison } from '../record/comparison.ts';
import type { DataSection } from '../record/data.ts';
import type { Digest, Evaluation } from '../record/evaluation.ts';
import type { Stopped } from '../record/record.ts';
import type { Check, Override, Verdict, VerdictWord } from '../record/verdict.ts';
import { forbiddenClause, type SchemaAt } from './base-schema.ts';
import { type Judgment, judgeChecks } from './checks.ts';
import { reasonOf } from './reason.ts';
import type { RelativeRule } from './rules.ts';
import { unjudgedOf } from './unjudged.ts';
import type { Weighed } from './weighed.ts';

export { forbidding, type SchemaAt } from './base-schema.ts';

/** A policy as one commit has it. */
export interface PolicyAt {
  readonly policy: Policy;
  /** Undefined when that policy does not know the model. */
  readonly model: ModelPolicy | undefined;
  /** Of the file's bytes. */
  readonly digest: Digest;
}

/** Everything a verdict depends on. */
export interface GateInput {
  readonly policy: Policy;
  readonly model: ModelPolicy;
  /** Of the policy file's bytes. */
  readonly digest: Digest;
  readonly evaluation: Evaluation | undefined;
  readonly comparison: Comparison | undefined;
  /** What `validate` found; drift lines and schemas of the policy are judged by it. */
  readonly data?: DataSection | undefined;
  readonly stopped?: Stopped | undefined;
  /** The base commit's policy, when the change alters the file. */
  readonly base?: PolicyAt | undefined;
  /** Schemas as the base commit has them, of datasets whose schema here is another. */
  readonly schemas?: readonly SchemaAt[] | undefined;
  /** Of a retraining: the columns whose alarm asked for it, by a decision that the ledger knows. */
  readonly askedColumns?: readonly string[] | undefined;
  /** An owner's approval of this very head, already found valid (`overrideOf`). */
  readonly override?: Override | undefined;
  /** Owners of the files whose looser rules need an approval. */
  readonly owners?: readonly string[] | undefined;
  /** Those files. */
  readonly ownedFiles?: readonly string[] | undefined;
}

/** Outcome of a list of checks, and whether it lets the job pass. */
interface Ruling {
  readonly outcome: Exclude<VerdictWord, 'stopped'>;
  readonly exit: 0 | 1;
}

/** Decides (DESIGN §9). Pure: equal inputs give equal verdicts in every shell. */
export function judge(input: GateInput): Verdict {
  const { policy, digest, stopped, comparison } = input;
  const settings = { policy: digest, onInconclusive: policy.onInconclusive, onIncomparable: policy.onIncomparable };
  if (stopped) return { ...settings, outcome: 'stopped', exit: 1, reason: stoppedReason(stopped), checks: [] };
  const judgments = judgeChecks(weighedHere(input));
  const here = ruling(policy, judgments, comparison);
  const base = judgeUnderBase(input);
  const blocked = here.exit === 0 && base?.ruling.exit === 1;
  const held = blocked && !input.override;
  const outcome = held ? 'failed' : here.outcome;
  return {
    ...settings,
    outcome,
    exit: held ? 1 : here.exit,
    reason: reasonOf({ outcome, judgments, base: held ? base : undefined, comparison }),
    checks: judgments.map(({ check }) => check),
    ...(base ? { underBasePolicy: base.section } : {}),
    ...(blocked && input.override ? { override: input.override } : {}),
    ...(base && input.owners ? { owners: [...input.owners] } : {}),
    ...(base && input.ownedFiles ? { ownedFiles: [...input.ownedFiles] } : {}),
  };
}

function stoppedReason({ reason }: Stopped): string {
  return /[.!?…]$/.test(reason) ? reason : `${reason}.`;
}

/**
 * One failed check fails all. Incomparable and undecided checks make the verdict inconclusive, and the policy says of
 * each whether it blocks; `fail` keeps the word. Checks of which not one was judged are as undecided, but for a first run.
 */
function ruling(
  { onInconclusive, onIncomparable }: Policy,
  judgments: readonly Judgment[],
  comparison: Comparison | undefined,
): Ruling {
  const has = (outcome: Check['outcome']): boolean => judgments.some(({ check }) => check.outcome === outcome);
  const isBare = judgments.every(({ check }) => check.limit.kind === 'schema');
  if (has('failed') || isBare) return { outcome: 'failed', exit: 1 };
  const incomparable = has('incomparable');
  const unjudged = unjudgedOf(
    judgments.map(({ check }) => check),
    comparison,
  );
  const inconclusive = has('inconclusive') || unjudged?.undecided === true;
  if (!(incomparable || inconclusive)) return { outcome: 'passed', exit: 0 };
  const blocks = (incomparable && onIncomparable === 'fail') || (inconclusive && onInconclusive === 'fail');
  return { outcome: 'inconclusive', exit: blocks ? 1 : 0 };
}

function weighedHere({ policy, model, evaluation, comparison, data, base, askedColumns = [] }: GateInput): Weighed {
  return {
    model,
    here: model,
    data,
    alpha: policy.alpha,
    metrics: evaluation?.metrics ?? [],
    slices: evaluation?.slices ?? [],
    deltas: comparison?.metrics ?? [],
    comparison,
    askedColumns,
    isNew: (rule) => base !== undefined && !limits(base.model?.gate ?? [], rule),
  };
}

/** Whether a policy limits the change of this metric here already. */
function limits(gate: readonly GateLine[], { metric, slice, kind }: RelativeRule): boolean {
  const line = gate.find((each) => each.metric === metric && each.slice === slice);
  if (!line) return false;
  return kind.startsWith('max-drop')
    ? (line.maxDrop ?? line.maxDropFromAnchor) !== undefined
    : (line.maxRise ?? line.maxRiseFromAnchor) !== undefined;
}

interface BaseRuling {
  readonly ruling: Ruling;
  readonly judgments: readonly Judgment[];
  /** Models of the base's policy that the change takes out. */
  readonly removed: readonly string[];
  /** What of the data the base's schemas forbid, with names cut to a length. */
  readonly forbidden: (longest: number) => string | undefined;
  readonly section: NonNullable<Verdict['underBasePolicy']>;
}

/**
 * The same candidate under the base's policy and schemas. It counts as `failed` there when it would not let the job
 * pass. What was not weighed under that policy is missing, and missing fails. A change that takes a model out fails for
 * every model: a new name would escape every limit of the old one. Where the change alters a schema alone, the policy's
 * other limits are the same and are judged as here.
 */
function judgeUnderBase(input: GateInput): BaseRuling | undefined {
  const { policy, model, digest, comparison, data, base, schemas = [] } = input;
  const forbidden = (longest: number) => forbiddenClause(data, schemas, longest);
  const removed = base ? removedFrom(base.policy, policy) : [];
  if (base && removed.length > 0) {
    const section = { outcome: 'failed' as const, policy: base.digest, checks: [] };
    return { ruling: { outcome: 'failed', exit: 1 }, judgments: [], removed, forbidden, section };
  }
  const differs = base?.model !== undefined && diffPolicies(base.policy, policy, model.name).length > 0;
  if (!differs && schemas.length === 0) return undefined;
  const weighed = (differs ? weighedUnder(base, input) : undefined) ?? weighedHere(input);
  const judgments = judgeChecks({ ...weighed, schemas });
  const found = ruling(differs ? base.policy : policy, judgments, comparison);
  const outcome = found.exit === 1 ? 'failed' : found.outcome;
  const checks = judgments.map(({ check }) => check);
  const section = { outcome, policy: base?.digest ?? digest, checks };
  return { ruling: found, judgments, removed, forbidden, section };
}

function weighedUnder(base: PolicyAt, { model, comparison, data, askedColumns = [] }: GateInput): Weighed | undefined {
  const weighed = comparison?.underBasePolicy;
  return (
    base.model && {
      model: base.model,
      here: model,
      data,
      alpha: base.policy.alpha,
      metrics: weighed?.evaluation ?? [],
      slices: weighed?.slices ?? [],
      deltas: weighed?.metrics ?? [],
      comparison,
      askedColumns,
      isNew: () => false,
    }
  );
}
