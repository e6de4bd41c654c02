import type { Artifact, ChangeTarget, MergedChange, Run } from '../port/forge.ts';
import type { Digest } from '../record/evaluation.ts';

/** One artifact, the run that the API says made it, and what we expect of both. */
export interface TrustQuestion {
  readonly artifact: Artifact;
  readonly run: Run;
  /** Full name of our repository. */
  readonly repository: string;
  /** Branches whose runs we believe: the one that the change goes to. */
  readonly branch: string;
  /** The commit whose record is looked for. */
  readonly commit: string;
}

/** Events that run the branch's own workflow on the branch's own code, in the words of the three forges. */
export const trustedEvents: readonly string[] = ['push', 'schedule', 'workflow_dispatch', 'web'];

/**
 * Why an artifact is not trusted (DESIGN §10), or undefined when the forge's API confirms run, event, branch and
 * repository. Anyone can upload an artifact of any name from a change's run, so the name says nothing.
 */
export function distrust({ artifact, run, ...expected }: TrustQuestion): string | undefined {
  if (artifact.expired) return 'it has expired';
  if (artifact.runId !== run.id) return `the API answered for run ${run.id}, not for run ${artifact.runId}`;
  return distrustRun({ run, ...expected });
}

/** Why a run is not the branch's own weighing of a commit, or undefined when the API's answer says that it is. */
export function distrustRun({ run, repository, branch, commit }: Omit<TrustQuestion, 'artifact'>): string | undefined {
  if (!sameName(run.repository, repository)) return `its run belongs to ${run.repository}`;
  if (!sameName(run.headRepository, repository)) return `its run used the code of ${run.headRepository}, a fork`;
  if (!trustedEvents.includes(run.event)) return `its run was started by ${run.event}`;
  if (run.branch !== branch) return `its run was on ${run.branch}, not on ${branch}`;
  if (run.commit !== commit) return `its run was of commit ${run.commit.slice(0, 7)}`;
  return undefined;
}

/** An artifact of an earlier run, and the run that asks for it, as the API describes both. */
export interface OwnQuestion {
  readonly artifact: Artifact;
  readonly run: Run;
  /** The run that we are. */
  readonly current: Run;
}

/** Events that run a branch's own code, beside the trusted ones: a change's, and a merge queue's. */
const ownEvents: readonly string[] = [...trustedEvents, 'pull_request', 'merge_request_event', 'merge_group'];

/**
 * Why an artifact is not this change's own, or undefined when the API confirms that its run was of the same branch of the
 * same repository as the run that asks. Whoever may write to that branch decides what is trained on it anyway; another
 * branch's run, or a fork's of the same branch name, decides nothing here.
 */
export function distrustOwn({ artifact, run, current }: OwnQuestion): string | undefined {
  if (artifact.expired) return 'it has expired';
  if (artifact.runId !== run.id) return `the API answered for run ${run.id}, not for run ${artifact.runId}`;
  if (run.branch === '' || run.headRepository === '') return 'nobody can say whose code its run used';
  if (!sameName(run.repository, current.repository)) return `its run belongs to ${run.repository}`;
  if (!sameName(run.headRepository, current.headRepository)) return `its run used the code of ${run.headRepository}`;
  if (!ownEvents.includes(run.event)) return `its run was started by ${run.event}`;
  if (run.branch !== current.branch) return `its run was on ${run.branch}, not on ${current.branch}`;
  return undefined;
}

/** An artifact of a change that was merged, and the run that the API says made it. */
export interface AdoptionQuestion {
  readonly artifact: Artifact;
  readonly run: Run;
  readonly repository: string;
  /** The change whose merge made the commit that is shipped, by the forge's own word. */
  readonly change: MergedChange;
  /** Every change that had its head, as far as the forge can tell; it may be among them. */
  readonly sameHead: readonly ChangeTarget[];
}

/** Events whose workflow may come from the branch that the change goes to. */
const targetEvents: readonly string[] = ['pull_request', 'merge_request_event'];

/** Events that run the code of a change as its reviewers saw it. */
const changeEvents: readonly string[] = ['pull_request', 'merge_request_event', 'merge_group', 'push'];

/**
 * Why bytes made before the merge are not adopted after it, or undefined when the API confirms that they come from a run
 * of the very head that was merged. An earlier head may have held another workflow, which nobody let through; a fork's
 * run used what nobody here could see; a run that was started by hand may have had inputs of its own. The run of another
 * change of the same head may have had the workflow of that change's own target.
 */
export function distrustAdopted({ artifact, run, repository, change, sameHead }: AdoptionQuestion): string | undefined {
  if (artifact.expired) return 'it has expired';
  if (artifact.runId !== run.id) return `the API answered for run ${run.id}, not for run ${artifact.runId}`;
  if (change.fork) return `${change.headRef} was merged from a fork`;
  if (!sameName(run.repository, repository)) return `its run belongs to ${run.repository}`;
  if (!sameName(run.headRepository, repository)) return `its run used the code of ${run.headRepository}, a fork`;
  if (!changeEvents.includes(run.event)) return `its run was started by ${run.event}`;
  if (run.commit !== change.head)
    return `its run was of commit ${run.commit.slice(0, 7)}, and ${change.head.slice(0, 7)} was merged`;
  return targetEvents.includes(run.event) ? ofAnotherTarget(run, change, sameHead) : undefined;
}

/** Where the run does not name its change, any change of the branch may have been the one that it ran for. */
function ofAnotherTarget(run: Run, change: MergedChange, sameHead: readonly ChangeTarget[]): string | undefined {
  if (run.branch !== change.headRef) return `its run was of ${run.branch}, and ${change.headRef} was merged`;
  if (run.change !== undefined)
    return run.change === change.number ? undefined : `its run was for change ${run.change}, not ${change.number}`;
  const other = sameHead.find(({ number, baseRef }) => number !== change.number && baseRef !== change.baseRef);
  return other && `its run may have been for change ${other.number}, which goes to ${other.baseRef}`;
}

/** Why downloaded bytes are not the artifact's own, or undefined. A forge that states no digest has them digested here. */
export function wrongBytes(artifact: Artifact, digest: Digest): string | undefined {
  if (artifact.digest === undefined || artifact.digest === digest) return undefined;
  return 'its bytes are not those that the forge states a digest of';
}

/** Forges compare owner and repository names without regard to case. */
function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
