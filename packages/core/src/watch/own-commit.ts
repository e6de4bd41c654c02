import { type Digest, digest } from '../record/evaluation.ts';
import { retrainPrefix } from './retrain-branch.ts';

/** Whose name the program's own commits bear: those of the ledger, of manifests and of retrainings. */
export const ownAuthor = { name: 'weighbridge', email: 'weighbridge@localhost' } as const;

const trailer = 'Weighbridge-Retraining';

/** The line by which a retraining's commit, and its change, name the decision. */
export function retrainingTrailer(decision: Digest): string {
  return `${trailer}: ${decision}`;
}

/** Message of the commit that begins a retraining's branch. */
export function retrainingMessage(model: string, decision: Digest): string {
  return `Retrain ${model}\n\n${retrainingTrailer(decision)}`;
}

/** The decision that a commit's message names, wherever a squash left the line; undefined where it is none of a retraining. */
export function retrainingOf(message: string): Digest | undefined {
  const found = new RegExp(`^${trailer}: (\\S+)\\s*$`, 'mu').exec(message)?.[1];
  return digest.safeParse(found).data;
}

/**
 * Whether a commit is this program's own, or the merge of one: nothing that it starts may start a retraining. A squash keeps
 * the trailer, a merge names the branch; whoever forges either keeps a retraining from being started, and no more.
 */
export function isOwnCommit(message: string, author: { readonly name: string; readonly email: string }): boolean {
  if (author.name === ownAuthor.name && author.email === ownAuthor.email) return true;
  const [subject = ''] = message.split('\n', 1);
  return retrainingOf(message) !== undefined || (subject.startsWith('Merge ') && subject.includes(retrainPrefix));
}
