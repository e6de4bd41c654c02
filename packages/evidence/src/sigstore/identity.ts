import type { Signer } from '@sigstore/verify';
import { type Trust, trustedEvents } from '@weighbridge/core';

type Identity = NonNullable<Signer['identity']>;

/** Fulcio's extensions (docs/oid-info.md there): whose code ran, at which ref, and what started it. */
const sourceRepository = '1.3.6.1.4.1.57264.1.12';
const sourceRef = '1.3.6.1.4.1.57264.1.14';
const buildTrigger = '1.3.6.1.4.1.57264.1.20';

/**
 * Why a certificate is not the trusted workflow's, or undefined. The name alone is not enough: another repository, or
 * another branch of this one, can *call* our workflow at our branch, and the certificate then bears our workflow's name.
 * sigstore's own policy takes the name as an unanchored pattern, so it is compared here.
 */
export function identityRefusal(
  identity: Identity | undefined,
  { identity: wanted, issuer }: Extract<Trust, { by: 'sigstore' }>,
): string | undefined {
  const name = identity?.subjectAlternativeName ?? 'nobody';
  if (name !== wanted) return `it was signed by ${name}, not by ${wanted}`;
  const said = identity?.extensions?.issuer;
  if (said !== issuer) return `its signer’s token came from ${said ?? 'nobody'}, not from ${issuer}`;
  return callerRefusal(identity, wanted);
}

/** `https://host/owner/name/.github/workflows/x.yml@refs/heads/main`; GitLab has `//` before the file. */
const workflowName =
  /^(?<repository>https?:\/\/(?:[^/@]+\/)*?[^/@]+)(?:\/\/|\/\.[a-z]+\/workflows\/)[^@]+@(?<ref>refs\/heads\/.+)$/u;

function callerRefusal(identity: Identity | undefined, wanted: string): string | undefined {
  const { repository, ref } = workflowName.exec(wanted)?.groups ?? {};
  if (repository === undefined || ref === undefined) return `${wanted} is no workflow on a branch`;
  const caller = extension(identity, sourceRepository);
  if (caller?.toLowerCase() !== repository.toLowerCase())
    return `its workflow was called by ${caller ?? 'nobody knows whom'}, not by ${repository}`;
  const from = extension(identity, sourceRef);
  if (from !== ref) return `its workflow was called on ${from ?? 'an unknown branch'}, not on ${ref}`;
  const event = extension(identity, buildTrigger);
  if (event !== undefined && trustedEvents.includes(event)) return undefined;
  return `its run was started by ${event ?? 'nobody knows what'}`;
}

/** The text of an extension; the verifier hands out what the extension's octets hold, which is a DER string. */
function extension(identity: Identity | undefined, id: string): string | undefined {
  const found = identity?.oids?.find(({ oid }) => oid?.id.join('.') === id)?.value;
  return found && derText(found);
}

/** A UTF8String (tag 12): one byte of length below 128, else as many bytes as the low bits of the first one say. */
function derText(der: Uint8Array): string | undefined {
  const [tag, size = 0] = der;
  if (tag !== 12) return undefined;
  return new TextDecoder().decode(der.subarray(size < 128 ? 2 : 2 + (size & 127)));
}
