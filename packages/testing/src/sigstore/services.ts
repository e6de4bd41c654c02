import { createHash, generateKeyPairSync } from 'node:crypto';
import { initializeCA } from '@sigstore/mock/dist/fulcio/ca.js';
import { initializeCTLog } from '@sigstore/mock/dist/fulcio/ctlog.js';
import { fulcioHandler } from '@sigstore/mock/dist/fulcio/handler.js';
import { initializeTLog } from '@sigstore/mock/dist/rekor/tlog.js';
import { startServer } from '../http/server.ts';
import { loggedEntry } from './logged-entry.ts';
import { trustedRootText } from './trusted-root.ts';

/** Fulcio and Rekor on this machine, with authorities made for one test. */
export interface SigstoreServices {
  readonly url: string;
  /** Text of a `trusted_root.json` that believes these authorities and nobody else. */
  readonly trustedRoot: string;
  /** `METHOD /path` of each request, in order. */
  readonly log: readonly string[];
  /** So many of the next requests are answered with HTTP 503. */
  fail(requests: number): void;
  close(): Promise<void>;
}

export interface SigstoreWish {
  /** The time of the certificate; it lives for ten minutes. */
  readonly certified?: Date;
  /** The time of the log. */
  readonly logged?: Date;
}

/**
 * Starts sigstore's own mock authorities behind HTTP. The log keeps of an envelope what the real one keeps: its digests
 * and the signature. What comes of it is checked by sigstore's own verifier.
 */
export async function startSigstore({ certified, logged }: SigstoreWish = {}): Promise<SigstoreServices> {
  const pair = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve });
  const [logKey, certificateLogKey] = [pair('P-256'), pair('P-256')];
  const certificateLog = await initializeCTLog(certificateLogKey, certified);
  const authority = await initializeCA(pair('P-384'), certificateLog, certified);
  const transparencyLog = await initializeTLog('https://rekor.example.org', logKey, logged);
  const certify = fulcioHandler(authority, { subjectClaim: 'certified_as' });
  const server = await startServer({
    routes: {
      'POST /api/v2/signingCert': async ({ bytes }) => {
        const { statusCode, response } = await certify.fn(bytes.toString('utf8'));
        return { status: statusCode, body: JSON.parse(String(response)) };
      },
      'POST /api/v1/log/entries': async ({ bytes }) => ({
        status: 201,
        body: await transparencyLog.log(loggedEntry(JSON.parse(bytes.toString('utf8')))),
      }),
    },
  });
  let failures = 0;
  server.interrupt(() => {
    failures -= 1;
    return failures >= 0 ? { status: 503, body: { message: 'down' } } : undefined;
  });
  return {
    url: server.url,
    trustedRoot: trustedRootText({
      root: bytesOf(authority.rootCertificate),
      log: logKey.publicKey.export({ format: 'der', type: 'spki' }),
      certificateLog: certificateLogKey.publicKey.export({ format: 'der', type: 'spki' }),
    }),
    log: server.log,
    fail: (requests) => {
      failures = requests;
    },
    close: () => server.close(),
  };
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView<ArrayBuffer>): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

/** What a job of GitHub's is, as its identity token says it. */
export interface GithubJob {
  readonly repository: string;
  readonly ref: string;
  readonly event: string;
  /** The workflow that the certificate names: `acme/models/.github/workflows/ship.yml@refs/heads/main`. */
  readonly workflow: string;
  readonly issuer: string;
}

/** An identity token of a job. Nobody checks its signature: the fake believes what it is told. */
export function identityToken({ repository, ref, event, workflow, issuer }: GithubJob): string {
  const claims = {
    iss: issuer,
    sub: `repo:${repository}:ref:${ref}`,
    aud: 'sigstore',
    certified_as: `https://github.com/${workflow}`,
    event_name: event,
    repository,
    ref,
    job_workflow_ref: workflow,
  };
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none', typ: 'JWT' })}.${part(claims)}.${createHash('sha256').update('x').digest('base64url')}`;
}
