export { verifyBundle, verifyWith } from './attestation/evidence.ts';
export { keySigner } from './attestation/key-signer.ts';
export { canSignModels, type SignedModel, signModel } from './model-signature/sign.ts';
export type { TrustedRootText } from './sigstore/check.ts';
export { type SigstorePlaces, type SigstoreSignerOptions, sigstoreSigner } from './sigstore/signer.ts';
