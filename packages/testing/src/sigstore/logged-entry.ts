import { createHash } from 'node:crypto';
import * as z from 'zod';

const proposed = z.object({
  apiVersion: z.literal('0.0.1'),
  kind: z.literal('dsse'),
  spec: z.object({ proposedContent: z.object({ envelope: z.string(), verifiers: z.array(z.string()).length(1) }) }),
});

const envelope = z.object({
  payload: z.base64(),
  signatures: z.array(z.object({ sig: z.string() })),
});

type ProposedEntry = Parameters<
  Awaited<ReturnType<typeof import('@sigstore/mock/dist/rekor/tlog.js')['initializeTLog']>>['log']
>[0];

/** What Rekor keeps of a proposed entry for an envelope: digests and signatures, not what was signed. */
export function loggedEntry(body: unknown): ProposedEntry {
  const { spec, ...head } = proposed.parse(body);
  const { envelope: text, verifiers } = spec.proposedContent;
  const { payload, signatures } = envelope.parse(JSON.parse(text));
  return {
    ...head,
    spec: {
      envelopeHash: sha256(Buffer.from(text)),
      payloadHash: sha256(Buffer.from(payload, 'base64')),
      signatures: signatures.map(({ sig }) => ({ signature: sig, verifier: verifiers[0] ?? '' })),
    },
  };
}

function sha256(bytes: Uint8Array): { readonly algorithm: 'sha256'; readonly value: string } {
  return { algorithm: 'sha256', value: createHash('sha256').update(bytes).digest('hex') };
}
