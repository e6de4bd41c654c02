import { forgeErrors, PermissionError, ServiceError } from '@weighbridge/core';
import type { Service } from './network.ts';

/** One call as people read it: `POST /issues/318/comments`, the path below the repository and without its query. */
export interface Call {
  readonly method: string;
  readonly path: string;
  /** The permission that this call needs, in the forge's own words. */
  readonly needs: string;
}

/** An answer between 400 and 499 that is neither a permission nor a limit: the adapter says what it means. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly status: number;
  readonly detail: string;

  constructor(call: Call, status: number, detail: string) {
    super(`${call.method} ${call.path} was answered with HTTP ${status}: ${detail}`);
    this.status = status;
    this.detail = detail;
  }
}

export function isStatus(error: unknown, ...statuses: readonly number[]): error is HttpError {
  return error instanceof HttpError && statuses.includes(error.status);
}

/** The answer, or undefined where the forge said 404. */
export async function orMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isStatus(error, 404)) return undefined;
    throw error;
  }
}

/** The answer, or undefined where the token may not look. */
export async function orHidden<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof PermissionError) return undefined;
    throw error;
  }
}

export function refused(call: Call, status: number): PermissionError {
  return new PermissionError(call.needs, `${call.method} ${call.path} (HTTP ${status})`);
}

const again = 'Run the job again.';

/** No answer at all: refused connection, unknown host, broken TLS, or time over. */
export function unreachable({ name, apiUrl, token, network }: Service, cause: unknown, tries: number): ServiceError {
  const times = tries === 1 ? '1 try' : `${tries} tries`;
  const text = isTimeout(cause)
    ? `${name} at ${apiUrl} did not answer within ${network.timeoutMs / 1000} s (${times}). ${again}`
    : `${name} at ${apiUrl} could not be reached: ${redact(rootMessage(cause), token)} (${times}). ${again}`;
  return new ServiceError('WB5901', text, { cause: new Error(redact(rootMessage(cause), token)) });
}

export function brokenAnswer({ name, apiUrl }: Service, call: Call, status: number, tries: number): ServiceError {
  const times = tries === 1 ? '1 try' : `${tries} tries`;
  return new ServiceError(
    'WB5902',
    `${name} at ${apiUrl} answered HTTP ${status} to ${call.method} ${call.path} (${times}). ${again}`,
  );
}

/** Code of the error for a rate limit: asking again at once would be wrong. */
export const limitedCode = 'WB5903';

/** The forge's own limit on requests. `seconds` is the wait that it asked for, where it said one. */
export function limited({ name, apiUrl }: Service, call: Call, seconds: number | undefined): ServiceError {
  const wait = seconds === undefined ? 'it did not say for how long' : `it asks to wait ${seconds} s`;
  return new ServiceError(
    limitedCode,
    `${name} at ${apiUrl} limits the requests of this token (${call.method} ${call.path}): ${wait}.`,
  );
}

export function repositoryNotFound({ name, apiUrl, repository }: Service): Error {
  return forgeErrors.repositoryNotFound({ forge: name, apiUrl, repository });
}

/** `text` without the token, wherever a server or a library may have repeated it. */
export function redact(text: string, token: string | undefined): string {
  return token ? text.replaceAll(token, '***') : text;
}

function isTimeout(error: unknown): boolean {
  if (!(error instanceof Error || error instanceof DOMException)) return false;
  return error.name === 'TimeoutError' || error.name === 'AbortError' || isTimeout(error.cause);
}

function rootMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message || error.name : rootMessage(error.cause);
}
