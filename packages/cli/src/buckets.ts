import type { Context } from '@weighbridge/command';
import { type Store, type StorePolicy, storeErrors } from '@weighbridge/core';

type Env = Readonly<Record<string, string | undefined>>;
type BucketPolicy = Extract<StorePolicy, { kind: 's3' }>;

/** Buckets that the policy names, each library loaded on first use. */
export function bucketPorts(env: Env, jobStore: Store): Pick<Context, 'openStore' | 'objects'> {
  return {
    openStore: (policy) => (policy.kind === 's3' ? openBucket(policy, env) : Promise.resolve(jobStore)),
    async objects({ bucket, prefix }, store, folder) {
      const credentials = credentialsFor(bucket, env);
      const { fetchObjects } = await import('@weighbridge/store/s3-objects');
      return fetchObjects({ bucket, prefix, credentials, ...placeOf(store, env) }, folder);
    },
  };
}

async function openBucket({ kind: _kind, ...bucket }: BucketPolicy, env: Env): Promise<Store> {
  const credentials = credentialsFor(bucket.bucket, env);
  const { s3Store } = await import('@weighbridge/store/s3');
  return s3Store({ ...bucket, credentials });
}

/** The access key that AWS's own tools would take from the environment. */
function credentialsFor(bucket: string, env: Env) {
  const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret, AWS_SESSION_TOKEN: token } = env;
  if (!id || !secret) throw storeErrors.noCredentials({ bucket });
  return { accessKeyId: id, secretAccessKey: secret, ...(token ? { sessionToken: token } : {}) };
}

/** Where the policy's own bucket is; without one, where AWS's own tools would look. */
function placeOf(store: StorePolicy, env: Env): { readonly region: string; readonly endpoint?: string } {
  const own = store.kind === 's3' ? store : undefined;
  const { AWS_REGION, AWS_DEFAULT_REGION, AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL } = env;
  const endpoint = own ? own.endpoint : AWS_ENDPOINT_URL_S3 || AWS_ENDPOINT_URL;
  return {
    region: own?.region ?? (AWS_REGION || AWS_DEFAULT_REGION || 'us-east-1'),
    ...(endpoint ? { endpoint } : {}),
  };
}
