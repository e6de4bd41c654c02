import { spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { AwsV4Signer } from 'aws4fetch';
import { freePort } from '../free-port.ts';

/** An access key, as AWS's IAM gives them out. */
export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** A real S3 server on this machine, whose users and rights are AWS's own (IAM). */
export interface Moto {
  readonly url: string;
  /** Who made the bucket. */
  readonly owner: AccessKey;
  /** A new user with these actions on the bucket's objects, and its key. */
  user(name: string, actions: readonly string[]): Promise<AccessKey>;
  /** One signed request, as another program could send it. */
  send(who: AccessKey, method: string, path: string, body?: Uint8Array<ArrayBuffer>): Promise<Response>;
  close(): Promise<void>;
}

const region = 'eu-central-1';

/** Starts `moto_server` and makes the bucket; from then on each request is checked: signature, user, policy. */
export async function startMoto(program: string, bucket: string): Promise<Moto> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  // Requests before the first user are let through; `user` and its three calls come first, and the bucket.
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], INITIAL_NO_AUTH_ACTION_COUNT: '4' };
  const server = spawn(program, ['-H', '127.0.0.1', '-p', String(port)], { env, stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  await answering(url);
  const anyone = { accessKeyId: 'anyone', secretAccessKey: 'anything' };
  const send: Moto['send'] = (who, method, path, body) => signed(who, 's3', method, `${url}${path}`, body);
  const location = `<CreateBucketConfiguration><LocationConstraint>${region}</LocationConstraint></CreateBucketConfiguration>`;
  await ok(send(anyone, 'PUT', `/${bucket}`, new TextEncoder().encode(location)));
  const owner = await addUser(url, anyone, 'owner', '*', '*');
  return {
    url,
    owner,
    user: (name, actions) => addUser(url, owner, name, actions, `arn:aws:s3:::${bucket}/*`),
    send,
    close: async () => {
      server.kill();
      await ended;
    },
  };
}

async function addUser(
  url: string,
  by: AccessKey,
  name: string,
  actions: string | readonly string[],
  resource: string,
): Promise<AccessKey> {
  const iam = async (call: Readonly<Record<string, string>>): Promise<string> => {
    const body = new TextEncoder().encode(new URLSearchParams({ Version: '2010-05-08', ...call }).toString());
    return (await ok(signed(by, 'iam', 'POST', `${url}/`, body))).text();
  };
  await iam({ Action: 'CreateUser', UserName: name });
  const statement = { Effect: 'Allow', Action: actions, Resource: resource };
  const document = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  await iam({ Action: 'PutUserPolicy', UserName: name, PolicyName: 'own', PolicyDocument: document });
  const key = await iam({ Action: 'CreateAccessKey', UserName: name });
  const part = (tag: string): string => new RegExp(`<${tag}>([^<]+)</${tag}>`, 'u').exec(key)?.[1] ?? '';
  return { accessKeyId: part('AccessKeyId'), secretAccessKey: part('SecretAccessKey') };
}

async function signed(
  { accessKeyId, secretAccessKey }: AccessKey,
  service: string,
  method: string,
  url: string,
  body?: Uint8Array<ArrayBuffer>,
): Promise<Response> {
  const headers = {
    ...(service === 'iam' ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
    'x-amz-content-sha256': Buffer.from(await crypto.subtle.digest('SHA-256', body ?? new Uint8Array())).toString(
      'hex',
    ),
  };
  const keys = { accessKeyId, secretAccessKey, service, region };
  const signer = new AwsV4Signer({ method, url, headers, ...keys, ...(body ? { body } : {}) });
  const request = await signer.sign();
  return fetch(request.url, { method, headers: request.headers, body: body ?? null });
}

async function ok(answer: Promise<Response>): Promise<Response> {
  const response = await answer;
  if (!response.ok) throw new Error(`${response.url}: ${response.status} ${await response.text()}`);
  return response;
}

async function answering(url: string): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    const there = await fetch(`${url}/moto-api/`).then(
      (response) => response.ok,
      () => false,
    );
    if (there) return;
    await pause(200);
  }
  throw new Error('moto_server did not answer within a minute');
}
