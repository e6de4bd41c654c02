import { registryErrors } from '@weighbridge/core';
import type { MlflowOptions } from './mlflow-tracker.ts';

/** Which server is asked, and how patiently. */
export interface Server {
  /** Without user, password, and a slash at its end. */
  readonly address: string;
  /** Name and port, as errors call it. */
  readonly host: string;
  /** GitLab's own endpoint, which has neither aliases nor a search of versions. */
  readonly isGitlab: boolean;
  readonly registeredModel: string;
  readonly authorization: string | undefined;
  /** Texts that must appear nowhere. */
  readonly secrets: readonly string[];
  readonly fetch: typeof fetch;
  readonly timeoutMs: number;
  readonly pauseMs: number;
}

/** Takes the address apart. Throws UserError when it is none of a server. */
export function serverOf(options: MlflowOptions): Server {
  const url = URL.parse(options.uri);
  if (url === null || !/^https?:$/u.test(url.protocol)) {
    throw registryErrors.badTrackingUri({ scheme: /^[\w+.-]{1,20}/u.exec(options.uri)?.[0] ?? '' });
  }
  const username = options.username ?? decodeURIComponent(url.username);
  const password = options.password ?? decodeURIComponent(url.password);
  const basic = Buffer.from(`${username}:${password}`).toString('base64');
  const own = options.token === undefined ? username !== '' && `Basic ${basic}` : `Bearer ${options.token}`;
  const path = url.pathname.replace(/\/+$/u, '');
  return {
    address: `${url.origin}${path}`,
    host: url.host,
    isGitlab: /\/api\/v4\/projects\/[^/]+\/ml\/mlflow$/u.test(path),
    registeredModel: options.registeredModel,
    authorization: own || undefined,
    secrets: [options.token, password, basic].filter(
      (secret): secret is string => secret !== undefined && secret.length > 3,
    ),
    fetch: options.fetch ?? fetch,
    timeoutMs: options.timeoutMs ?? 30_000,
    pauseMs: options.pauseMs ?? 1000,
  };
}

/** `text` without any token or password, wherever the server or a library may have repeated it. */
export function redact({ secrets }: Server, text: string): string {
  return secrets.reduce((clean, secret) => clean.replaceAll(secret, '***'), text);
}
