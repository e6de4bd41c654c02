import { type Agent, type IncomingMessage, request as openRequest } from 'node:http';
import { requestHeaders } from './headers.ts';
import type { Target } from './routes.ts';

/** Copies under way at once; above it requests are not copied, so that a canary that hangs costs no memory. */
const mostCopies = 64;

/** A request to be copied. */
export interface Copy {
  readonly request: IncomingMessage;
  readonly body: Buffer;
  readonly target: Target;
}

/** How a copy was answered; no code when it was not. */
export interface CopyEnd {
  readonly code: number | undefined;
  readonly milliseconds: number;
}

/** Sends copies of requests and drops the answers. */
export interface Mirror {
  /** Undefined when too many are under way. Never rejects. */
  send(copy: Copy): Promise<CopyEnd> | undefined;
}

export function createMirror(agent: Agent, patience: number): Mirror {
  let running = 0;
  return {
    send(copy) {
      if (running >= mostCopies) return undefined;
      running += 1;
      return sendCopy(copy, agent, patience).finally(() => {
        running -= 1;
      });
    },
  };
}

function sendCopy({ request, body, target }: Copy, agent: Agent, patience: number): Promise<CopyEnd> {
  const began = performance.now();
  return new Promise((resolve) => {
    const end = (code?: number): void => {
      clearTimeout(timer);
      resolve({ code, milliseconds: performance.now() - began });
    };
    const upstream = openRequest({
      host: '127.0.0.1',
      port: target.port,
      method: request.method,
      path: request.url,
      headers: requestHeaders(request),
      agent,
    });
    const timer = setTimeout(() => upstream.destroy(new Error('late')), patience);
    upstream.on('error', () => end());
    upstream.once('response', (answer) => {
      answer.once('error', () => end());
      answer.once('end', () => end(answer.statusCode));
      answer.resume();
    });
    upstream.end(body);
  });
}
