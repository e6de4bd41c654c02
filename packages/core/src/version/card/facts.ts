import type { Digest } from '../../record/evaluation.ts';
import type { VersionSection } from '../../record/version.ts';

/** What a card says beside the record. */
export interface CardFacts {
  readonly version: VersionSection;
  /** Digests of the policy that judged, and of the record in canonical form. */
  readonly policy?: Digest;
  readonly record?: Digest;
  /** What the owners write of the model, in Markdown: what it is for, who may use it. Stands whole under "About". */
  readonly about?: string;
}
