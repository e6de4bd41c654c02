import { setTimeout as pause } from 'node:timers/promises';
import { PermissionError, registryErrors, ServiceError } from '@weighbridge/core';
import * as z from 'zod';
import { redact, type Server } from './server.ts';

/** One call of MLflow's REST API 2.0. */
export interface Call {
  readonly method: 'GET' | 'POST';
  /** Below `/api/2.0/mlflow/`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** What is so when it fails: "No version was registered." */
  readonly outcome: string;
}

/** MLflow said no, and why. */
export class MlflowError extends Error {
  override readonly name = 'MlflowError';
  readonly code: string;

  constructor(code: string, said: string) {
    super(said);
    this.code = code;
  }
}

/** A failure that may pass by itself. */
class Passing extends Error {
  override readonly name = 'Passing';
  /** Milliseconds that the server asks to wait. */
  readonly wait: number;

  constructor(message: string, wait: number, options: ErrorOptions = {}) {
    super(message, options);
    this.wait = wait;
  }
}

const tries = 3;
const longestWait = 60_000;
const largestAnswer = 16 * 1024 * 1024;

/**
 * Asks until there is an answer, three times at most; the last failure is thrown as ServiceError. `lookFirst` goes
 * before each further try of a call that must not happen twice: what it finds is the answer.
 */
export async function ask<T>(
  server: Server,
  call: Call,
  answer: z.ZodType<T>,
  lookFirst?: () => Promise<T | undefined>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const found = attempt > 1 ? await lookFirst?.() : undefined;
      return found ?? (await askOnce(server, call, answer));
    } catch (error) {
      if (!(error instanceof Passing)) throw error;
      if (attempt === tries || error.wait > longestWait) throw gaveUp(server, call, error, attempt);
      await pause(Math.max(error.wait, server.pauseMs * attempt ** 2));
    }
  }
}

/** The answer, or undefined where MLflow knows no such thing. */
export async function orMissing<T>(answer: Promise<T>, ...codes: readonly string[]): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof MlflowError && [...codes, 'RESOURCE_DOES_NOT_EXIST'].includes(error.code)) return undefined;
    throw error;
  }
}

/** What MLflow refused, as the user's to change. */
export async function orRefused<T>(server: Server, what: string, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof MlflowError)) throw error;
    const said = error.message.replace(/\s+/gu, ' ').slice(0, 200);
    throw registryErrors.mlflowRefused({ host: server.host, what, said }, { cause: error });
  }
}

async function askOnce<T>(server: Server, call: Call, answer: z.ZodType<T>): Promise<T> {
  const { status, headers, text } = await send(server, call);
  if (status === 401 || status === 403) {
    throw new PermissionError(
      `a user who may edit “${server.registeredModel}” in MLflow: MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD`,
      `${call.method} ${call.path} (HTTP ${status})`,
    );
  }
  if (status === 429 || status >= 500) throw new Passing(`HTTP ${status}`, waitOf(headers.get('retry-after')));
  const json = jsonOf(text);
  const failure = z.looseObject({ error_code: z.string(), message: z.string().default('') }).safeParse(json);
  if (status >= 400 && failure.success) {
    throw new MlflowError(failure.data.error_code, redact(server, failure.data.message));
  }
  if (status >= 300) throw registryErrors.notMlflow({ host: server.host, said: `HTTP ${status}` });
  const parsed = answer.safeParse(json);
  if (!parsed.success)
    throw registryErrors.notMlflow({ host: server.host, said: 'something else' }, { cause: parsed.error });
  return parsed.data;
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

async function send(server: Server, { method, path, query, body }: Call): Promise<Answer> {
  const search = query ? `?${new URLSearchParams(query)}` : '';
  const request = server.fetch(`${server.address}/api/2.0/mlflow/${path}${search}`, {
    method,
    headers: {
      accept: 'application/json',
      'user-agent': 'weighbridge',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(server.authorization === undefined ? {} : { authorization: server.authorization }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    // A page to log in on is no answer, and a token goes to no other server.
    redirect: 'manual',
    signal: AbortSignal.timeout(server.timeoutMs),
  });
  const answer = request.then(async (response) => {
    return { status: response.status, headers: response.headers, text: await textOf(response) };
  });
  return answer.catch((error: unknown) => {
    const said = redact(server, rootMessage(error));
    throw new Passing(isTimeout(error) ? '' : said, 0, { cause: new Error(said) });
  });
}

/** The body, and no more of it than an answer of MLflow can need. */
async function textOf({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > largestAnswer) throw new Error(`the answer is larger than ${largestAnswer / 1024 ** 2} MiB`);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function gaveUp({ host, timeoutMs }: Server, call: Call, error: Passing, attempts: number): ServiceError {
  const times = attempts === 1 ? '1 try' : `${attempts} tries`;
  const what =
    error.message === ''
      ? `did not answer within ${timeoutMs / 1000} s`
      : `failed at ${call.method} ${call.path}: ${error.message}`;
  const text = `MLflow at ${host} ${what} (${times}). ${call.outcome} Run the job again.`;
  return new ServiceError('WB6413', text, { cause: error.cause });
}

/** Seconds, or a date, which we do not wait for. */
function waitOf(header: string | null): number {
  return header !== null && /^\d{1,6}$/u.test(header) ? Number(header) * 1000 : 0;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // No JSON: no schema takes undefined, and the caller says whose answer it was.
    return undefined;
  }
}

function isTimeout(error: unknown): boolean {
  if (!(error instanceof Error || error instanceof DOMException)) return false;
  return error.name === 'TimeoutError' || isTimeout(error.cause);
}

function rootMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message || error.name : rootMessage(error.cause);
}
