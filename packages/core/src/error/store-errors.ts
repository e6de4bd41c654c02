import { defineError } from './define.ts';

interface TooLarge {
  /** What was to be kept, in words: "the outputs of churn". */
  readonly what: string;
  /** Sizes in words: "2.1 GB". */
  readonly size: string;
  readonly limit: string;
}

/** What a user can get wrong about the store, and about the outputs that go there. Codes WB43xx. */
export const storeErrors = {
  tooLargeToKeep: defineError<TooLarge>(
    'WB4301',
    { what: 'The outputs of churn', size: '2.1 GB', limit: '1 GB' },
    ({ what, size, limit }) => ({
      message: `${what} (${size}) are larger than \`store.max\`, which is ${limit}.`,
      cure: 'Keep them in a bucket with `store: { kind: s3, bucket: …, max: 10 GB }`, or raise `max`.',
    }),
  ),
  noCredentials: defineError('WB4302', { bucket: 'models' }, ({ bucket }) => ({
    message: `There are no credentials for the bucket ${bucket} in this job.`,
    cure: 'Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and AWS_SESSION_TOKEN where it is a short-lived key.',
  })),
  refusedCredentials: defineError<{ bucket: string; code: string }>(
    'WB4303',
    { bucket: 'models', code: 'ExpiredToken' },
    ({ bucket, code }) => ({
      message: `The store of the bucket ${bucket} does not accept the credentials (${code}).`,
      cure: 'Check that the access key, its secret and its session token belong together and have not expired.',
    }),
  ),
  noBucket: defineError<{ bucket: string; address: string }>(
    'WB4304',
    { bucket: 'models', address: 'https://s3.example.org' },
    ({ bucket, address }) => ({
      message: `There is no bucket ${bucket} at ${address}.`,
      cure: 'Correct the name of the bucket or `store.endpoint`, or make the bucket.',
    }),
  ),
  otherRegion: defineError<{ bucket: string; region: string; actual: string }>(
    'WB4305',
    { bucket: 'models', region: 'us-east-1', actual: 'eu-central-1' },
    ({ bucket, region, actual }) => ({
      message: `The bucket ${bucket} is not in ${region} but in ${actual}.`,
      cure: 'Correct `store.region`.',
    }),
  ),
  badStorePlace: defineError<{ key: string; value: string }>(
    'WB4306',
    { key: 'prefix', value: 'a b' },
    ({ key, value }) => ({
      message: `\`store.${key}\` cannot be "${value}".`,
      cure: 'Use letters, digits, `.`, `_`, `=` and `-`, in a prefix also `/` between names.',
    }),
  ),
  outputLink: defineError<{ path: string }>('WB4307', { path: 'model/latest' }, ({ path }) => ({
    message: `${path} is a link out of its folder or to another folder, or neither a file nor a folder.`,
    cure: 'Let the training command write plain files and folders.',
  })),
  badOutputName: defineError<{ path: string }>('WB4308', { path: 'model/a\\b' }, ({ path }) => ({
    message: `The name of ${path} cannot be kept, because not every system takes it as a file name.`,
    cure: 'Use no control characters, colons or backslashes in the names of outputs.',
  })),
};
