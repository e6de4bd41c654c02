import { canonicalJson } from '@weighbridge/core';
import * as z from 'zod';

/** The one kind of bundle that is written and read here. */
export const bundleMediaType = 'application/vnd.dev.sigstore.bundle.v0.3+json';

/** A bundle of ours has some kilobytes; a keyless one with its proofs some more. */
const bundleLimit = 256 * 1024;

/** Bytes in base64's one spelling: bits that no byte takes, and line breaks, would let two texts be one signature. */
const bytes = z
  .string()
  .refine((text) => text !== '' && Buffer.from(text, 'base64').toString('base64') === text, { error: 'no base64' });

const dsseEnvelope = z.strictObject({
  payload: bytes,
  payloadType: z.string(),
  signatures: z.array(z.strictObject({ sig: bytes, keyid: z.string().max(128).optional() })).length(1),
});

const mediaType = z.literal(bundleMediaType);

/** Who checks a key's signature believes no log and no clock, so there is none in the bundle. */
const keyBundle = z.strictObject({
  mediaType,
  verificationMaterial: z.strictObject({ publicKey: z.strictObject({ hint: z.string().max(128) }) }),
  dsseEnvelope,
});

/** What else is in the material is for sigstore's own reader. */
const certificateBundle = z.strictObject({
  mediaType,
  verificationMaterial: z.looseObject({ certificate: z.strictObject({ rawBytes: bytes }) }),
  dsseEnvelope,
});

/** A bundle with an envelope in it; nothing of it is checked. */
export interface ReadBundle {
  /** The whole, for sigstore's own reader. */
  readonly json: unknown;
  readonly material: { readonly kind: 'key'; readonly hint: string } | { readonly kind: 'certificate' };
  readonly payloadType: string;
  readonly payload: Uint8Array;
  readonly signature: Uint8Array;
}

/**
 * Reads a bundle, or says why it is none. Its text must be the canonical one (RFC 8785), as our signers write it: what a
 * lenient reader would skip is where two readers begin to see two things.
 */
export function readBundle(text: string): ReadBundle | { readonly refused: string } {
  if (text.length > bundleLimit) return { refused: `the attestation has more than ${bundleLimit} characters` };
  const json = parseJson(text);
  const key = keyBundle.safeParse(json);
  const certificate = key.success ? undefined : certificateBundle.safeParse(json);
  const data = key.success ? key.data : certificate?.data;
  if (!data) return { refused: 'the attestation is no sigstore bundle (v0.3) with one signature' };
  if (!isCanonical(text, json)) return { refused: 'the attestation’s text is not in canonical form: it was edited' };
  const { payload, payloadType, signatures } = data.dsseEnvelope;
  const [{ sig, keyid = '' } = { sig: '' }] = signatures;
  const hint = key.success ? key.data.verificationMaterial.publicKey.hint : undefined;
  if (keyid !== '' && keyid !== hint) return { refused: 'the attestation names two keys' };
  return {
    json,
    material: hint === undefined ? { kind: 'certificate' } : { kind: 'key', hint },
    payloadType,
    payload: Buffer.from(payload, 'base64'),
    signature: Buffer.from(sig, 'base64'),
  };
}

/** A bundle's text as it is kept: canonical, with one newline at its end. */
export function bundleText(bundle: unknown): string {
  return `${canonicalJson(bundle)}\n`;
}

function isCanonical(text: string, json: unknown): boolean {
  const own = bundleText(json);
  return text === own || `${text}\n` === own;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: no schema takes undefined, and the reason is said there.
    return undefined;
  }
}
