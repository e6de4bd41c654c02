import { inTotoText, ServiceError, type Signer, statementMediaType } from '@weighbridge/core';
import { bundleText } from '../attestation/bundle.ts';

/** Where the services are; by default sigstore's public ones, whose log everybody can read. */
export interface SigstorePlaces {
  readonly fulcioUrl?: string;
  readonly rekorUrl?: string;
  /** A timestamp authority; without one the log's own time counts. */
  readonly tsaUrl?: string;
}

export interface SigstoreSignerOptions extends SigstorePlaces {
  /** The forge's identity token for the audience `sigstore`. Asked for once a statement. */
  readonly token: () => Promise<string>;
  /** How often a call that failed is made again. */
  readonly retries: number;
  /** Longest time of one call in milliseconds; default 10 s. */
  readonly timeout?: number;
}

/**
 * Signs with a key that lives for one signature: Fulcio certifies it for the workflow that the token names, Rekor logs the
 * signature. Throws ServiceError WB6251 when one of them fails; the token is in no error.
 */
export function sigstoreSigner(options: SigstoreSignerOptions): Signer {
  return {
    by: 'sigstore',
    sign: async (statement) => {
      // Outside the library, whose own error would hide what the user must change.
      const token = await options.token();
      const { bundleToJSON } = await import('@sigstore/bundle');
      const builder = await bundleBuilder(token, options);
      try {
        const data = Buffer.from(inTotoText(statement), 'utf8');
        const bundle = await builder.create({ data, type: statementMediaType });
        return bundleText(plainJson(bundleToJSON(bundle)));
      } catch (error) {
        throw notSigned(error, token);
      }
    },
  };
}

async function bundleBuilder(token: string, options: SigstoreSignerOptions) {
  const { DEFAULT_FULCIO_URL, DEFAULT_REKOR_URL, DSSEBundleBuilder, FulcioSigner, RekorWitness, TSAWitness } =
    await import('@sigstore/sign');
  const { fulcioUrl = DEFAULT_FULCIO_URL, rekorUrl = DEFAULT_REKOR_URL, tsaUrl, retries, timeout = 10_000 } = options;
  const shared = { retry: { retries, minTimeout: 200, maxTimeout: 2000 }, timeout };
  return new DSSEBundleBuilder({
    signer: new FulcioSigner({
      ...shared,
      fulcioBaseURL: fulcioUrl,
      identityProvider: { getToken: () => Promise.resolve(token) },
    }),
    witnesses: [
      new RekorWitness({ ...shared, rekorBaseURL: rekorUrl }),
      ...(tsaUrl === undefined ? [] : [new TSAWitness({ ...shared, tsaBaseURL: tsaUrl })]),
    ],
  });
}

/** The library's objects have prototypes and undefined members; JSON has neither. */
function plainJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

/** The library names the step, its cause the failure. Of a token that it cannot read it repeats the whole. */
function notSigned(error: unknown, token: string): ServiceError {
  const own = error instanceof Error ? error.message : String(error);
  const under = error instanceof Error && error.cause instanceof Error ? ` (${error.cause.message})` : '';
  const said = `${own}${under}`.replaceAll(token, '(the token)');
  return new ServiceError('WB6251', `Sigstore did not sign: ${said}. Run the job again.`, { cause: new Error(said) });
}
