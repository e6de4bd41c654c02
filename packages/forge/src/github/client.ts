import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { Octokit } from '@octokit/rest';
import { forgeErrors } from '@weighbridge/core';
import { brokenAnswer, type Call, HttpError, limited, redact, refused, unreachable } from '../http/failure.ts';
import { longestPause, type Service, timedFetch } from '../http/network.ts';
import { paceOf } from './pace.ts';

const Client = Octokit.plugin(throttling, retry);

/** Octokit with our limits, and every failure in our own words. */
export interface GithubClient {
  readonly octokit: InstanceType<typeof Client>;
  readonly service: Service;
  readonly target: { readonly owner: string; readonly repo: string };
  /** Runs one call, or one walk over pages; `needs` is the permission that it takes, named when the forge refuses. */
  ask<T>(needs: string, work: () => Promise<T>): Promise<T>;
}

export function githubClient(service: Service): GithubClient {
  const octokit = new Client({
    baseUrl: service.apiUrl,
    ...(service.token === undefined ? {} : { auth: service.token }),
    userAgent: service.network.userAgent,
    request: { fetch: timedFetch(service.network) },
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    retry: {
      retries: service.network.tries - 1,
      retryAfterBaseValue: service.network.pauseMs,
      doNotRetry: clientStatuses,
    },
    throttle: {
      id: `${service.apiUrl} ${service.repository}`,
      retryAfterBaseValue: service.network.pauseMs,
      fallbackSecondaryRateRetryAfter: longestPause,
      ...paceOf(service.apiUrl),
      onRateLimit: (seconds, _options, _octokit, retries) => mayWait(service, seconds, retries),
      onSecondaryRateLimit: (seconds, _options, _octokit, retries) => mayWait(service, seconds, retries),
    },
  });
  octokit.hook.after('request', ({ headers }) => {
    // A sign-in page or a proxy's; the API answers in JSON, text or bytes.
    if (headers['content-type']?.startsWith('text/html')) {
      throw forgeErrors.notTheApi({ forge: service.name, apiUrl: service.apiUrl });
    }
  });
  const ask = async <T>(needs: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw translate(service, needs, error);
    }
  };
  return { octokit, service, target: splitName(service.repository), ask };
}

/** 4xx says that the same request will fail again; limits (403 and 429) are the throttling plugin's. */
const clientStatuses = Array.from({ length: 100 }, (_, index) => 400 + index);

function quiet(): undefined {
  return undefined;
}

function mayWait(service: Service, seconds: number, retries: number): boolean {
  return seconds <= longestPause && retries < service.network.tries - 1;
}

function splitName(repository: string): { readonly owner: string; readonly repo: string } {
  const [owner, repo, ...rest] = repository.split('/');
  if (!(owner && repo) || rest.length > 0) throw forgeErrors.repositoryName({ repository });
  return { owner, repo };
}

/** Octokit's error for an answer, and for no answer: then the status is an invented 500 without a response. */
export interface RequestFailure extends Error {
  readonly status: number;
  readonly request: {
    readonly method: string;
    readonly url: string;
    /** Counted by the retry plugin. */
    readonly request?: { readonly retryCount?: number };
  };
  readonly response?: { readonly headers: Readonly<Record<string, string | number | undefined>> };
}

export function isRequestFailure(error: unknown): error is RequestFailure {
  return error instanceof Error && 'status' in error && 'request' in error;
}

function translate(service: Service, needs: string, error: unknown): unknown {
  if (!isRequestFailure(error)) return error;
  const { status, response } = error;
  const tries = (error.request.request?.retryCount ?? 0) + 1;
  const call = { method: error.request.method, path: pathOf(service, error.request.url), needs };
  if (response === undefined) return unreachable(service, error, tries);
  if (status >= 500) return brokenAnswer(service, call, status, tries);
  if (isLimit(error)) return limited(service, call, secondsToWait(response.headers));
  if (status === 401 || status === 403) return refused(call, status);
  return new HttpError(call, status, redact(error.message, service.token));
}

/** GitHub answers 403 both for a missing permission and for its limits; headers and words tell them apart. */
function isLimit({ status, message, response }: RequestFailure): boolean {
  if (status === 429) return true;
  return status === 403 && (response?.headers['x-ratelimit-remaining'] === '0' || /secondary rate/i.test(message));
}

function secondsToWait(headers: Readonly<Record<string, string | number | undefined>>): number | undefined {
  const after = Number(headers['retry-after'] ?? Number.NaN);
  if (Number.isFinite(after)) return after;
  const reset = Number(headers['x-ratelimit-reset'] ?? Number.NaN);
  return Number.isFinite(reset) ? Math.max(0, Math.ceil(reset - Date.now() / 1000)) : undefined;
}

/** `/issues/318/comments` of `https://api.github.com/repos/acme/models/issues/318/comments?per_page=100`. */
function pathOf(service: Service, url: string): string {
  const below = url.replace(service.apiUrl, '').replace(/\?.*$/, '');
  const repository = `/repos/${service.repository}`;
  return below.startsWith(`${repository}/`) ? below.slice(repository.length) : below;
}

/** For the calls that octokit does not make itself. */
export function githubCall(method: string, path: string, needs: string): Call {
  return { method, path, needs };
}
