import { inTotoText, type Signer, statementMediaType } from '@weighbridge/core';
import { bundleMediaType, bundleText } from './bundle.ts';
import { preAuthEncoding } from './envelope.ts';
import { keyHint, privateKey, signBytes } from './keys.ts';

/**
 * Signs with a private key of ours (Ed25519 or ECDSA P-256; PEM, PKCS 8). Throws UserError WB6201 for any other text,
 * naming the variable that it came from and nothing of what is in it.
 */
export function keySigner(pem: string, variable = 'WEIGHBRIDGE_SIGNING_KEY'): Signer {
  const key = privateKey(pem, variable);
  return {
    by: 'key',
    sign: (statement) => {
      const payload = Buffer.from(inTotoText(statement), 'utf8');
      const sig = signBytes(key, preAuthEncoding(statementMediaType, payload));
      return Promise.resolve(
        bundleText({
          mediaType: bundleMediaType,
          verificationMaterial: { publicKey: { hint: keyHint(key) } },
          dsseEnvelope: {
            payload: payload.toString('base64'),
            payloadType: statementMediaType,
            signatures: [{ sig: Buffer.from(sig).toString('base64') }],
          },
        }),
      );
    },
  };
}
