import type { Digest } from '../record/evaluation.ts';
import type { VerdictWord } from '../record/verdict.ts';

/** What is attested: these bytes were weighed by this policy, with this record, and this came out. */
export interface WeighingStatement {
  readonly model: string;
  /** Digest of the model's bytes. */
  readonly bytes: Digest;
  readonly record: Digest;
  readonly policy: Digest;
  readonly verdict: VerdictWord;
  /** Full name of the repository, and the commit of the default branch that was weighed. */
  readonly repository: string;
  readonly commit: string;
  /** The key under which the bytes were made. */
  readonly key?: Digest;
}

/** Whom we believe, from the policy's `attest`. */
export type Trust =
  /** Public keys (PEM), any of which may have signed. */
  | { readonly by: 'key'; readonly keys: readonly string[] }
  /** Sigstore: this issuer's token, for this workflow on this branch of this repository. */
  | { readonly by: 'sigstore'; readonly issuer: string; readonly identity: string };

/** Signs statements with what this job has: a private key, or the forge's OIDC token. */
export interface Signer {
  readonly by: 'key' | 'sigstore';
  /** A sigstore bundle (v0.3) with a DSSE envelope over an in-toto statement, as JSON text. */
  sign(statement: WeighingStatement): Promise<string>;
}

/** What a bundle proves, or why it proves nothing. */
export type Verified =
  | { readonly kind: 'verified'; readonly statement: WeighingStatement; readonly signer: string; readonly at?: string }
  | { readonly kind: 'refused'; readonly why: string };

/** Checks a bundle against those whom we believe. Refuses unless everything in `expected` is what was signed. */
export type Verify = (bundle: string, trust: Trust, expected: Partial<WeighingStatement>) => Promise<Verified>;
