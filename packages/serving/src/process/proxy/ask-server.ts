import { type Agent, type IncomingMessage, request as openRequest, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';
import type { Body } from './body.ts';
import { answerHeaders, requestHeaders } from './headers.ts';
import type { Target } from './routes.ts';

/** A client's request and the place for its answer. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly body: Body;
  readonly agent: Agent;
  /** Longest time until the answer begins, in milliseconds. */
  readonly patience: number;
}

/** How one try at one server ended. */
export type Asking =
  /** The client has the answer, whole or broken off. */
  | { readonly outcome: 'answered'; readonly code: number; readonly whole: boolean }
  /** Nothing of an answer came; `stale`: over a connection from before, which the server may have closed meanwhile. */
  | { readonly outcome: 'unanswered'; readonly stale: boolean }
  | { readonly outcome: 'late' }
  | { readonly outcome: 'client left' };

/** Sends the request to a server, and the answer to the client as it comes. Never rejects. */
export function askServer(exchange: Exchange, target: Target): Promise<Asking> {
  const { request, response, body, agent, patience } = exchange;
  return new Promise((resolve) => {
    const upstream = openRequest({
      host: '127.0.0.1',
      port: target.port,
      method: request.method,
      path: request.url,
      headers: requestHeaders(request),
      agent,
    });
    const timer = setTimeout(() => end({ outcome: 'late' }), patience);
    function end(asking: Asking): void {
      clearTimeout(timer);
      response.off('close', clientLeft);
      if (asking.outcome !== 'answered' || !asking.whole) upstream.destroy();
      resolve(asking);
    }
    function clientLeft(): void {
      end({ outcome: 'client left' });
    }
    response.once('close', clientLeft);
    upstream.on('error', () => end({ outcome: 'unanswered', stale: upstream.reusedSocket }));
    upstream.once('response', (answer) => {
      clearTimeout(timer);
      const code = answer.statusCode ?? 502;
      response.writeHead(code, answer.statusMessage, answerHeaders(answer, target.version));
      // Without this, an event stream would start with its first event.
      response.flushHeaders();
      response.off('close', clientLeft);
      pipeline(answer, response, (error) => {
        // What breaks off at the server is an ECONNRESET of the answer; all else is the client's end.
        if (error && error.code !== 'ECONNRESET') end({ outcome: 'client left' });
        else end({ outcome: 'answered', code, whole: !error });
      });
    });
    body.sendTo(upstream);
  });
}
