import { createHash } from 'node:crypto';

/** Public halves of the authorities: a certificate, and two keys as SPKI. */
export interface Authorities {
  readonly root: Buffer;
  readonly log: Buffer;
  readonly certificateLog: Buffer;
}

/** Valid as long as any test's clock may want. */
const validFor = { start: '2020-01-01T00:00:00Z' };

/** A `trusted_root.json` (sigstore protobuf-specs, TrustedRoot 0.1). */
export function trustedRootText({ root, log, certificateLog }: Authorities): string {
  return JSON.stringify({
    mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
    tlogs: [logInstance(log, 'https://rekor.example.org')],
    ctlogs: [logInstance(certificateLog, 'https://ctfe.example.org')],
    certificateAuthorities: [
      {
        subject: { organization: 'sigstore.mock', commonName: 'sigstore' },
        uri: 'https://fulcio.example.org',
        certChain: { certificates: [{ rawBytes: root.toString('base64') }] },
        validFor,
      },
    ],
    timestampAuthorities: [],
  });
}

function logInstance(key: Buffer, baseUrl: string) {
  return {
    baseUrl,
    hashAlgorithm: 'SHA2_256',
    publicKey: { rawBytes: key.toString('base64'), keyDetails: 'PKIX_ECDSA_P256_SHA_256', validFor },
    logId: { keyId: createHash('sha256').update(key).digest('base64') },
  };
}
