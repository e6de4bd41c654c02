import type { Answer, Call } from './call.ts';

const largestAnswer = 1024 * 1024;

/** One try. `retryAfter` in milliseconds, 0 where the service names none. Throws what `fetch` throws. */
export async function sendOnce(call: Call, timeout: number): Promise<Answer & { readonly retryAfter: number }> {
  const response = await fetch(call.url, {
    method: call.method,
    headers: { 'user-agent': 'weighbridge', ...call.headers },
    ...(call.body === undefined ? {} : { body: call.body }),
    // Another host gets neither the message nor a token.
    redirect: 'manual',
    signal: AbortSignal.timeout(timeout),
  });
  const body = await textOf(response);
  return { status: response.status, body, retryAfter: waitOf(response.headers.get('retry-after')) };
}

async function textOf({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > largestAnswer) throw new Error('gave an answer larger than 1 MiB');
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Seconds, or a date. */
function waitOf(header: string | null): number {
  if (header === null) return 0;
  const wait = /^\d{1,9}$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(wait) ? Math.max(wait, 0) : 0;
}

/** Why there is no answer, as the end of a sentence about the service. */
export function whyNot(error: unknown, timeout: number): string {
  if (error instanceof DOMException && error.name === 'TimeoutError') return `gave no answer for ${timeout / 1000} s`;
  const code = codeOf(error);
  const known = code === undefined ? undefined : knownCodes[code];
  if (known !== undefined) return known;
  // Texts of libraries may repeat a header or an address: what is not known is told by its code or kind alone.
  if (error instanceof Error && error.message.startsWith('gave ')) return error.message;
  return `could not be asked (${code ?? (error instanceof Error ? error.name : 'unknown')})`;
}

const knownCodes: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refused the connection',
  ECONNRESET: 'closed the connection',
  UND_ERR_SOCKET: 'closed the connection',
  ENOTFOUND: 'has no address in the network of this job',
  EAI_AGAIN: 'has no address in the network of this job',
};

const unreceived = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']);

/** Whether the request certainly did not arrive. */
export function isUnreceived(error: unknown): boolean {
  return unreceived.has(codeOf(error) ?? '');
}

/** `fetch failed` says nothing; its cause does, and of several attempts the first. */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  return codeOf(error instanceof AggregateError ? error.errors[0] : error.cause);
}
