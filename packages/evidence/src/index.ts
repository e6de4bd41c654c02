export { verifyBundle, verifyWith } from './attestation/evidence.ts';
export { keySigner } from './attestation/key-signer.ts';
export type { TrustedRootText } from './sigstore/check.ts';
export { type SigstoreServices, type SigstoreSignerOptions, sigstoreSigner } from './sigstore/signer.ts';
