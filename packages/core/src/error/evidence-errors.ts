import { defineError } from './define.ts';

/** What a user can get wrong about signing and checking what was weighed. Codes WB62xx. */
export const evidenceErrors = {
  badSigningKey: defineError('WB6201', { variable: 'WEIGHBRIDGE_SIGNING_KEY' }, ({ variable }) => ({
    message: `${variable} holds no private key that can sign here.`,
    cure: 'It must be PEM (PKCS 8, without a passphrase) of an Ed25519 or ECDSA P-256 key, or the path of a file with one: `openssl genpkey -algorithm ed25519`.',
  })),
  noSigningKey: defineError('WB6202', { variable: 'WEIGHBRIDGE_SIGNING_KEY' }, ({ variable }) => ({
    message: `The policy has \`attest: { by: key }\`, and this job has no ${variable}.`,
    cure: 'Give the secret to the job that ships, and to no other.',
  })),
  badPublicKey: defineError<{ what: string }>('WB6203', { what: 'keys/weighbridge.pub' }, ({ what }) => ({
    message: `${what} is no public key that is used here.`,
    cure: 'It must be PEM (`BEGIN PUBLIC KEY`) of an Ed25519 or ECDSA P-256 key: `openssl pkey -in key.pem -pubout`.',
  })),
  noPublicKey: defineError<{ path: string; commit: string }>(
    'WB6204',
    { path: 'keys/weighbridge.pub', commit: '4be91c7' },
    ({ path, commit }) => ({
      message: `The policy trusts the key ${path}, and the default branch (${commit}) has no such file.`,
      cure: 'Keys count from the default branch only, so that no change brings its own: merge the key first.',
    }),
  ),
  noIdentityToken: defineError<{ why: string }>(
    'WB6205',
    { why: 'ACTIONS_ID_TOKEN_REQUEST_URL is not set' },
    ({ why }) => ({
      message: `The policy has \`attest: { by: sigstore }\`, and this job gets no identity token (${why}).`,
      cure: 'GitHub: `permissions: { id-token: write }`. GitLab: `id_tokens: { SIGSTORE_ID_TOKEN: { aud: sigstore } }`, in the project’s own file.',
    }),
  ),
  noWorkflow: defineError<{ forge: string }>('WB6206', { forge: 'local' }, ({ forge }) => ({
    message: `The policy has \`attest: { by: sigstore }\`, and here (${forge}) nobody can say whose workflow signs.`,
    cure: 'Run this in a job of the repository, or take `attest: { by: key }`; `verify` takes `--identity` and `--issuer`.',
  })),
  nothingToVerify: defineError<{ what: string }>('WB6207', { what: 'churn@v1.4.0' }, ({ what }) => ({
    message: `${what} is neither a file or folder here nor a version of this repository.`,
    cure: 'Name the model’s file or folder, or a version such as `churn@v1.4.0` whose tag was fetched.',
  })),
  noLedger: defineError('WB6208', {}, () => ({
    message: 'There is no ledger here, so nothing can say what was weighed.',
    cure: 'Run this in a clone of the repository whose `ship` wrote it.',
  })),
};
