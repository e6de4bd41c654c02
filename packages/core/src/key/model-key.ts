import type { CommandLine } from '../port/compute.ts';
import type { Sha256 } from '../record/canonical.ts';
import { canonicalJson } from '../record/canonical-json.ts';
import type { Digest } from '../record/evaluation.ts';
import { ignoreMatcher } from './ignore.ts';

/** Everything that goes into a model. What is not known is left out, and two keys then differ from one that knows it. */
export interface KeyInputs {
  /** The commit's whole tree; `ignore` is taken out of it here. */
  readonly tree: readonly { readonly path: string; readonly blob: string }[];
  /** `train.ignore`, in the manner of a `.gitignore`. */
  readonly ignore: readonly string[];
  /** Digest of each dataset by its name: data outside git is not in the tree. */
  readonly data: Readonly<Record<string, Digest>>;
  readonly params?: Digest;
  readonly lockfile?: Digest;
  /** For example `Python 3.11.9`. */
  readonly interpreter?: string;
  /** Digest or name of the container image. */
  readonly image?: string;
  /** For example `NVIDIA A10G`. */
  readonly gpu?: string;
  /** `train.run`; here and not only in the policy file, which `ignore` may name. */
  readonly command?: CommandLine;
  readonly repeat?: number;
  /** Paths by name. */
  readonly outputs?: Readonly<Record<string, string>>;
  /** Digests of the variables that `train.env` names (`variableDigests`). */
  readonly variables?: Readonly<Record<string, Digest>>;
}

/**
 * `subject.key`: one digest over everything that goes into a model. It hangs on contents, not on commits, so a
 * squash, a rebase or a merge commit on an unmoved base keeps it.
 */
export function modelKey(inputs: KeyInputs, sha256: Sha256): Digest {
  const { tree, ignore, ...rest } = inputs;
  const ignored = ignoreMatcher(ignore);
  const files = tree
    .filter(({ path }) => !ignored(path))
    .map(({ path, blob }): [string, string] => [path, blob])
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return sha256(new TextEncoder().encode(canonicalJson({ version: 1, tree: files, ...rest })));
}
