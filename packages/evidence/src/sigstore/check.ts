import type { CertificateCheck, SignedBy } from '../attestation/verify.ts';
import { identityRefusal } from './identity.ts';

/** Where the keys of sigstore's authorities come from: text of a `trusted_root.json`. */
export type TrustedRootText = () => Promise<string>;

/**
 * Checks signatures under Fulcio's certificates with sigstore's own verifier: chain, certificate log, Rekor's proof, the
 * log's time within the certificate's ten minutes, the signature; then whose certificate it is.
 */
export function sigstoreCheck(trustedRoot: TrustedRootText): CertificateCheck {
  let material: ReturnType<typeof trustMaterial> | undefined;
  return async ({ json }, trust) => {
    material ??= trustMaterial(trustedRoot);
    const { Verifier, toSignedEntity, VerificationError } = await import('@sigstore/verify');
    const { bundleFromJSON, ValidationError } = await import('@sigstore/bundle');
    const authorities = await material;
    try {
      const bundle = bundleFromJSON(json);
      const entity = toSignedEntity(bundle);
      const { identity } = new Verifier(authorities).verify(entity);
      const refused = identityRefusal(identity, trust);
      return refused === undefined ? signed(trust.identity, entity.timestamps) : { refused };
    } catch (error) {
      if (error instanceof VerificationError || error instanceof ValidationError)
        return { refused: `sigstore does not accept it: ${error.message}` };
      // What a hostile bundle makes the parsers of certificates and protocol buffers throw is of no type of theirs.
      return { refused: `it cannot be read: ${error instanceof Error ? error.message : 'unknown'}` };
    }
  };
}

async function trustMaterial(trustedRoot: TrustedRootText) {
  const [{ toTrustMaterial }, { TrustedRoot }] = await Promise.all([
    import('@sigstore/verify'),
    import('@sigstore/protobuf-specs'),
  ]);
  return toTrustMaterial(TrustedRoot.fromJSON(JSON.parse(await trustedRoot())));
}

type Timestamps = ReturnType<typeof import('@sigstore/verify')['toSignedEntity']>['timestamps'];

/** The verifier has checked each of them by now; an authority's is finer than the log's. */
function signed(signer: string, timestamps: Timestamps): SignedBy {
  const times = timestamps.map((each) =>
    each.$case === 'timestamp-authority'
      ? each.timestamp.signingTime
      : new Date(Number(each.tlogEntry.integratedTime) * 1000),
  );
  const first = times.sort((a, b) => a.getTime() - b.getTime())[0];
  return { signer, ...(first === undefined ? {} : { at: first.toISOString() }) };
}
