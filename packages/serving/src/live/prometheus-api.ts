import { setTimeout as sleep } from 'node:timers/promises';
import { liveErrors, ServiceError, UserError } from '@weighbridge/core';
import * as z from 'zod';

export interface PrometheusApi {
  /** Without a slash at its end. */
  readonly url: string;
  readonly token: string | undefined;
  readonly patience: Patience;
  /** What in the policy names the selectors and the address, for errors. */
  readonly where: { readonly selectors: string; readonly address: string };
}

export interface Patience {
  readonly tries: number;
  /** Milliseconds of one try. */
  readonly timeout: number;
  /** Milliseconds before the second try, doubled with each further one. */
  readonly pause: number;
}

/** Three tries of ten seconds. */
export const usualPatience: Patience = { tries: 3, timeout: 10_000, pause: 500 };

const sample = z.tuple([z.number(), z.string()]);
const vector = z.array(
  z.object({ metric: z.record(z.string(), z.string()), value: sample.optional(), histogram: z.unknown().optional() }),
);
const answer = z.object({
  status: z.literal('success'),
  data: z.discriminatedUnion('resultType', [
    z.object({ resultType: z.literal('vector'), result: vector }),
    z.object({ resultType: z.literal('scalar'), result: sample }),
  ]),
});
const complaint = z.object({ status: z.literal('error'), error: z.string() });

/** One series at one moment; without a value it is a histogram. */
export type Series = z.output<typeof vector>[number];

const largestAnswer = 16 * 1024 * 1024;

/** Prometheus' own clock, in seconds: that of this machine may be another. */
export async function prometheusNow(api: PrometheusApi): Promise<number> {
  const { data } = await query(api, 'time()', undefined, 'time');
  if (data.resultType === 'scalar') return data.result[0];
  throw liveErrors.notPrometheus({ url: api.url, found: `a ${data.resultType} for time()`, where: api.where.address });
}

/** The series of a selector at a moment. `metric` names it in errors. */
export async function seriesAt(
  api: PrometheusApi,
  selector: string,
  time: number,
  metric: string,
): Promise<readonly Series[]> {
  const { data } = await query(api, selector, time, metric);
  if (data.resultType === 'vector') return data.result;
  throw liveErrors.notPrometheus({
    url: api.url,
    found: `a ${data.resultType} for a selector`,
    where: api.where.address,
  });
}

type Answer = z.output<typeof answer>;

/** Throws what the user must change at once; what may pass is tried again, then it is ServiceError WB6180 or WB6181. */
async function query(api: PrometheusApi, text: string, time: number | undefined, metric: string): Promise<Answer> {
  const { tries, pause } = api.patience;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { status, body } = await send(api, text, time);
      if (status < 500 && status !== 429) return read(api, status, body, metric);
      if (attempt === tries) throw failing(api, status, body);
    } catch (error) {
      if (error instanceof UserError || error instanceof ServiceError) throw error;
      if (attempt === tries) throw unreachable(api, error);
    }
    await sleep(pause * 2 ** (attempt - 1));
  }
}

interface Received {
  readonly status: number;
  readonly body: string;
}

async function send(api: PrometheusApi, text: string, time: number | undefined): Promise<Received> {
  const response = await fetch(`${api.url}/api/v1/query`, {
    method: 'POST',
    headers: { accept: 'application/json', ...(api.token ? { authorization: `Bearer ${api.token}` } : {}) },
    body: new URLSearchParams({ query: text, ...(time === undefined ? {} : { time: String(time) }) }),
    // A login page is no answer, and another host gets no token.
    redirect: 'manual',
    signal: AbortSignal.timeout(api.patience.timeout),
  });
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > largestAnswer) throw new Error('the answer is too long');
  }
  return { status: response.status, body: Buffer.concat(chunks).toString('utf8') };
}

function read({ url, token, where }: PrometheusApi, status: number, body: string, metric: string): Answer {
  if (status === 401 || status === 403) throw liveErrors.refusedToken({ url, status });
  const json = jsonOf(body);
  const found = status === 200 ? answer.safeParse(json) : undefined;
  if (found?.success) return found.data;
  const said = complaint.safeParse(json);
  if (!said.success) throw liveErrors.notPrometheus({ url, found: `HTTP ${status}`, where: where.address });
  throw liveErrors.refusedQuery({ url, metric, said: oneLine(said.data.error, token), where: where.selectors });
}

function failing({ url, token, patience }: PrometheusApi, status: number, body: string): ServiceError {
  const said = complaint.safeParse(jsonOf(body));
  const why = said.success ? `: ${oneLine(said.data.error, token)}` : '';
  return new ServiceError('WB6181', `Prometheus at ${url} answered HTTP ${status}${why} (${patience.tries} tries).`);
}

function unreachable({ url, token, patience }: PrometheusApi, error: unknown): ServiceError {
  const isLate = error instanceof DOMException && error.name === 'TimeoutError';
  const why = isLate ? `no answer for ${patience.timeout / 1000} s` : oneLine(rootMessage(error), token);
  return new ServiceError('WB6180', `Prometheus at ${url} could not be asked: ${why} (${patience.tries} tries).`);
}

/** `fetch failed` says nothing; its cause does. */
function rootMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof AggregateError && error.errors.length > 0) return rootMessage(error.errors[0]);
  return error.cause === undefined ? error.message || error.name : rootMessage(error.cause);
}

/** What a server says may repeat what it was sent. */
function oneLine(text: string, token: string | undefined): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return (token ? line.replaceAll(token, '***') : line).slice(0, 200).replace(/[.:]+$/, '');
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
