import * as z from 'zod';
import { digest } from './evaluation.ts';

const commit = z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/);

/** One file of a version by digest. A pointer names bytes that lie elsewhere and were not moved. */
export const manifestFile = z.strictObject({
  /** Relative to the repository's root, `/` between folders. */
  path: z.string(),
  bytes: z.number().int().nonnegative().optional(),
  /** `sha256:` of the bytes; of a DVC pointer the digest that it states, `md5:` and 32 hex digits. */
  digest: z.string().regex(/^(?:sha256:[0-9a-f]{64}|md5:[0-9a-f]{32}(?:\.dir)?)$/),
  /** Where the digest comes from: the bytes themselves, or a pointer in git. */
  from: z.enum(['bytes', 'lfs', 'dvc']),
});
export type ManifestFile = z.output<typeof manifestFile>;

/** Every file that a version consists of, in the order of their paths. Its digest is over the RFC 8785 form. */
export const manifest = z.strictObject({
  version: z.literal(1),
  model: z.string(),
  files: z.array(manifestFile).max(100_000),
  datasets: z.array(manifestFile.extend({ name: z.string() })),
});
export type Manifest = z.output<typeof manifest>;

/** Where a version or an alias can be looked up. */
export const registryEntry = z.strictObject({
  kind: z.enum(['git', 'release', 'mlflow']),
  /** The tag, the release's tag, or MLflow's `name/version`. */
  name: z.string(),
  url: z.string().optional(),
});
export type RegistryEntry = z.output<typeof registryEntry>;

/** The run whose bytes were taken after the merge, instead of training again. */
export const adopted = z.strictObject({
  change: z.number().int().positive().optional(),
  commit,
  run: z.string().optional(),
  /** Digest of the record that was adopted, in canonical form; absent where only its training was kept. */
  record: digest.optional(),
});
export type Adopted = z.output<typeof adopted>;

/** Why these bytes may go on (DESIGN §10). */
export const evidence = z.discriminatedUnion('kind', [
  /** A signed statement over the model, the record, the policy and the verdict. */
  z.strictObject({ kind: z.literal('attestation'), signer: z.string(), at: z.string().optional() }),
  /** The forge's API confirmed run, event, branch and repository, and the bytes equal the digest that the run states. */
  z.strictObject({ kind: z.literal('api'), run: z.string(), event: z.string(), commit }),
  /** This machine's own ledger, where no forge can be asked; said in every report. */
  z.strictObject({ kind: z.literal('local') }),
]);
export type Evidence = z.output<typeof evidence>;

/** What `register` made, and what `promote` did with it. */
export const versionSection = z.strictObject({
  /** `v1.4.0`, or of the calendar scheme `v2026.11.22` with `-2`, `-3` on the same day. */
  name: z.string(),
  /** GTO's tag: `churn@v1.4.0`. */
  tag: z.string(),
  /** The commit that the tag is on. */
  commit,
  /** Version that it came after, by its number. */
  after: z.string().optional(),
  /** Why this number: "params and code changed: minor". */
  why: z.string(),
  /** Digest of the output that is served (`model` in `train.outputs`). */
  model: digest,
  manifest: digest,
  files: z.number().int().nonnegative(),
  bytes: z.number().int().nonnegative(),
  registries: z.array(registryEntry),
  adoptedFrom: adopted.optional(),
  evidence: evidence.optional(),
  /** Written by `promote`: GTO's tag `churn#champion#7`. */
  alias: z
    .strictObject({ name: z.string(), tag: z.string(), at: z.string(), previous: z.string().optional() })
    .optional(),
  /** A commit that `promote` made to a manifest of a deployment. */
  gitops: z
    .strictObject({ repository: z.string(), branch: z.string(), file: z.string(), commit: z.string().optional() })
    .optional(),
});
export type VersionSection = z.output<typeof versionSection>;
