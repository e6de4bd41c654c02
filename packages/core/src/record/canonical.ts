import { canonicalJson } from './canonical-json.ts';
import type { Comparison, Reference } from './comparison.ts';
import type { DataSection } from './data.ts';
import type { Digest, Evaluation } from './evaluation.ts';
import type { RunRecord, Stopped } from './record.ts';
import type { Subject } from './subject.ts';
import type { Training } from './training.ts';
import type { Verdict } from './verdict.ts';

/** SHA-256 of bytes, written `sha256:` and 64 hex digits. core has no hash of its own; callers hand one in. */
export type Sha256 = (bytes: Uint8Array) => Digest;

/**
 * The record in its canonical form (DESIGN §3), as RFC 8785 text. Two shells that weigh one commit against one
 * base write equal text, wherever they ran. Dropped: runs, urls, times, ages and durations; of `subject` the
 * forge with its repository, ref, change, `checkedOut` and the target's tip, which moves on while the base stays;
 * of `comparison` how and where the baseline was found, and the trend, which depends on that place; of `evaluation`
 * where the predictions are kept; of `stopped` what the user's command printed; of
 * `training` times, peaks, cost and the machine; of `data` where the base's rows came from. What was done with the model
 * afterwards (`modelVersion`, `rollout`) is no part of it: the record's digest names what was weighed.
 */
export function canonical(record: RunRecord): string {
  const {
    durations: _durations,
    modelVersion: _version,
    rollout: _rollout,
    subject,
    data,
    training,
    evaluation,
    comparison,
    verdict,
    stopped,
    ...rest
  } = record;
  return canonicalJson({
    ...rest,
    subject: canonicalSubject(subject),
    data: data && canonicalData(data),
    training: training && canonicalTraining(training),
    evaluation: evaluation && canonicalEvaluation(evaluation),
    comparison: comparison && canonicalComparison(comparison),
    verdict: verdict && canonicalVerdict(verdict),
    stopped: stopped && canonicalStopped(stopped),
  });
}

/** The record's identity: the digest of its canonical form. */
export function recordDigest(record: RunRecord, sha256: Sha256): Digest {
  return sha256(new TextEncoder().encode(canonical(record)));
}

function canonicalSubject(subject: Subject) {
  const {
    forge: _forge,
    repository: _repository,
    ref: _ref,
    change: _change,
    checkedOut: _merge,
    baseTip: _tip,
    run: _run,
    ...rest
  } = subject;
  return rest;
}

/** How old the base is, and where its rows came from, hang on the place that looked. */
function canonicalData({ base, diff, ...rest }: DataSection) {
  return {
    ...rest,
    base: base && { commit: base.commit },
    diff: diff?.map(({ why: _why, ...each }) => each),
  };
}

/** Times, peaks, cost, the machine beside what the key names, and whether the bytes were made here or taken over. */
function canonicalTraining(training: Training) {
  const { usage: _usage, reused: _reused, legs: _legs, attempts: _attempts, environment, outputs, ...rest } = training;
  const { os: _os, cpu: _cpu, cores: _cores, ...known } = environment;
  return { ...rest, environment: known, outputs: outputs.map(({ kept: _kept, ...output }) => output) };
}

function canonicalEvaluation(evaluation: Evaluation) {
  const { kept: _kept, ...rest } = evaluation;
  return rest;
}

function canonicalComparison(comparison: Comparison) {
  const { searched: _searched, trend: _trend, baseline, anchor, ...rest } = comparison;
  return { ...rest, baseline: baseline && canonicalReference(baseline), anchor: anchor && canonicalReference(anchor) };
}

function canonicalReference(reference: Reference) {
  const { commit, commitsBefore, record } = reference;
  return { commit, commitsBefore, record };
}

/** What a command printed holds times and paths. */
function canonicalStopped(stopped: Stopped) {
  const { tail: _tail, ...rest } = stopped;
  return rest;
}

function canonicalVerdict(verdict: Verdict) {
  const { override, ...rest } = verdict;
  if (!override) return rest;
  const { at: _at, url: _url, ...kept } = override;
  return { ...rest, override: kept };
}
