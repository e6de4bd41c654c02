/** One request to a served model. */
export interface Question {
  readonly method: 'GET' | 'POST';
  /** Begins with `/`. */
  readonly path: string;
  /** JSON text. */
  readonly body?: string;
}

/** What came back; a problem instead of a status where no usable answer came. */
export interface Answer {
  readonly question: Question;
  readonly status: number | undefined;
  readonly problem: string | undefined;
  /** Media type without parameters: `application/json`. */
  readonly type: string;
  readonly text: string;
  readonly milliseconds: number;
}

/** Asks one question. Never throws: what went wrong is the answer's `problem`. */
export type Ask = (question: Question) => Promise<Answer>;

/** Longest answer that is read, in bytes. */
const mostBytes = 4_000_000;

/** Asks at an address; `timeout` milliseconds are for the whole of one answer. Redirects are not followed. */
export function asker(address: string, timeout: number): Ask {
  const base = address.replace(/\/+$/, '');
  return async (question) => {
    const began = performance.now();
    const { method, path, body } = question;
    try {
      const answer = await fetch(base + path, {
        method,
        redirect: 'manual',
        signal: AbortSignal.timeout(timeout),
        headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(body === undefined ? {} : { body }),
      });
      const text = await readBounded(answer);
      const type = (answer.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
      const problem = text === undefined ? `with more than ${mostBytes / 1e6} MB` : undefined;
      return {
        question,
        status: answer.status,
        problem,
        type,
        text: text ?? '',
        milliseconds: performance.now() - began,
      };
    } catch (error) {
      const late = error instanceof Error && error.name === 'TimeoutError';
      const problem = late ? `not within ${timeout / 1000} s` : `not at all (${reason(error)})`;
      return { question, status: undefined, problem, type: '', text: '', milliseconds: performance.now() - began };
    }
  };
}

/** Undefined when it is too long. */
async function readBounded(answer: Response): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body ?? []) {
    size += chunk.length;
    // Leaving the loop ends the connection.
    if (size > mostBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** `fetch` says why in its cause: ECONNREFUSED. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code;
  return cause instanceof Error ? cause.message : error.message;
}

/** `POST /predict answered 200 in 12 ms`. */
export function answerText({ question, status, problem, milliseconds }: Answer): string {
  const asked = `${question.method} ${question.path}`;
  if (problem !== undefined) return `${asked} answered ${problem}`;
  return `${asked} answered ${status} in ${Math.max(1, Math.round(milliseconds))} ms`;
}
