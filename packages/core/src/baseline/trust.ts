import type { Artifact, Run } from '../port/forge.ts';
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
const trustedEvents: readonly string[] = ['push', 'schedule', 'workflow_dispatch', 'web'];

/**
 * Why an artifact is not trusted (DESIGN §10), or undefined when the forge's API confirms run, event, branch and
 * repository. Anyone can upload an artifact of any name from a change's run, so the name says nothing.
 */
export function distrust({ artifact, run, repository, branch, commit }: TrustQuestion): string | undefined {
  if (artifact.expired) return 'it has expired';
  if (artifact.runId !== run.id) return `the API answered for run ${run.id}, not for run ${artifact.runId}`;
  if (!sameName(run.repository, repository)) return `its run belongs to ${run.repository}`;
  if (!sameName(run.headRepository, repository)) return `its run used the code of ${run.headRepository}, a fork`;
  if (!trustedEvents.includes(run.event)) return `its run was started by ${run.event}`;
  if (run.branch !== branch) return `its run was on ${run.branch}, not on ${branch}`;
  if (run.commit !== commit) return `its run was of commit ${run.commit.slice(0, 7)}`;
  return undefined;
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
