import { forgeErrors } from '@weighbridge/core';
import type * as z from 'zod';
import { brokenAnswer, type Call, HttpError, limited, redact, refused, unreachable } from './failure.ts';
import { longestPause, pause, type Service, timedFetch } from './network.ts';

export interface Question extends Call {
  /** Below the API's address: `/projects/7/merge_requests/5`. `path` is what people read. */
  readonly route: string;
  /** A list is sent as the same key once for each item. */
  readonly query?: Readonly<Record<string, string | number | readonly string[]>>;
  readonly body?: unknown;
  /** Sent as it is, in place of `body`: bytes of a file, or a form with one. */
  readonly content?: Uint8Array<ArrayBuffer> | FormData;
}

export interface Answer {
  readonly text: string;
  readonly headers: Headers;
}

/** A small JSON client: time limits, bounded retries, errors that say what is missing. */
export interface RestClient {
  readonly service: Service;
  readonly headers: Readonly<Record<string, string>>;
  ask(question: Question): Promise<Answer>;
  /** The parsed answer. An answer of another shape is a UserError: that address is not the forge's API. */
  json<T>(schema: z.ZodType<T>, question: Question): Promise<T>;
}

export function restClient(service: Service, headers: Readonly<Record<string, string>>): RestClient {
  const ask = (question: Question): Promise<Answer> => persist(service, headers, question);
  const json = async <T>(schema: z.ZodType<T>, question: Question): Promise<T> =>
    parse(service, schema, (await ask(question)).text);
  return { service, headers, ask, json };
}

/** Parses a body; what is not JSON of that shape did not come from the forge's API. */
export function parse<T>(service: Service, schema: z.ZodType<T>, text: string): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw forgeErrors.notTheApi({ forge: service.name, apiUrl: service.apiUrl }, { cause });
  }
}

/** One try's outcome: an answer, or a failure and, when asking again may help, the pause before it in milliseconds. */
type Outcome = { readonly answer: Answer } | { readonly failure: Error; readonly again?: number };

async function persist(
  service: Service,
  headers: Readonly<Record<string, string>>,
  question: Question,
): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await attemptOnce(service, headers, question, attempt);
    if ('answer' in outcome) return outcome.answer;
    if (outcome.again === undefined || attempt >= service.network.tries) throw outcome.failure;
    await pause(outcome.again);
  }
}

async function attemptOnce(
  service: Service,
  headers: Readonly<Record<string, string>>,
  question: Question,
  attempt: number,
): Promise<Outcome> {
  const backoff = service.network.pauseMs * attempt ** 2;
  // A POST that may have been carried out is not sent twice: it could leave two notes.
  const again = question.method === 'POST' ? {} : { again: backoff };
  try {
    const response = await send(service, headers, question);
    const text = await response.text();
    if (response.ok) return { answer: { text, headers: response.headers } };
    if (response.status === 429) return overLimit(service, question, response);
    if (response.status >= 500) return { failure: brokenAnswer(service, question, response.status, attempt), ...again };
    return { failure: clientError(service, question, response.status, text) };
  } catch (error) {
    return { failure: unreachable(service, error, attempt), ...again };
  }
}

function send(service: Service, headers: Readonly<Record<string, string>>, question: Question): Promise<Response> {
  const url = new URL(`${service.apiUrl}${question.route}`);
  for (const [name, value] of Object.entries(question.query ?? {})) {
    for (const item of [value].flat()) url.searchParams.append(name, String(item));
  }
  return timedFetch(service.network)(url, {
    method: question.method,
    headers: { 'user-agent': service.network.userAgent, ...headers, ...typeOf(question) },
    redirect: 'manual',
    body: question.content ?? (question.body === undefined ? null : JSON.stringify(question.body)),
  });
}

/** A form says its own type, with the boundary of its parts. */
function typeOf({ body, content }: Question): Readonly<Record<string, string>> {
  if (content instanceof Uint8Array) return { 'content-type': 'application/octet-stream' };
  return content === undefined && body !== undefined ? { 'content-type': 'application/json' } : {};
}

/** 429 means that nothing was done: every method may ask again, after the pause that the server names. */
function overLimit(service: Service, question: Question, response: Response): Outcome {
  const asked = Number(response.headers.get('retry-after') ?? Number.NaN);
  const seconds = Number.isFinite(asked) ? asked : undefined;
  const failure = limited(service, question, seconds);
  if (seconds !== undefined && seconds > longestPause) return { failure };
  return { failure, again: (seconds ?? 1) * service.network.pauseMs };
}

function clientError(service: Service, question: Question, status: number, text: string): Error {
  if (status === 401 || status === 403) return refused(question, status);
  if (status < 400) return forgeErrors.notTheApi({ forge: service.name, apiUrl: service.apiUrl });
  return new HttpError(question, status, redact(messageOf(text), service.token));
}

/** The forge's own words for an error: `message` as text, list or object, or `error`. */
function messageOf(text: string): string {
  try {
    const { message, error } = Object(JSON.parse(text)) as Record<string, unknown>;
    const said = message ?? error ?? text;
    return typeof said === 'string' ? said : JSON.stringify(said);
  } catch {
    return text.slice(0, 200);
  }
}
