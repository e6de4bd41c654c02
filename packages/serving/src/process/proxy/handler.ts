import type { Agent, IncomingMessage, ServerResponse } from 'node:http';
import { type Asking, askServer, type Exchange } from './ask-server.ts';
import { type Body, bodyOf } from './body.ts';
import type { Asked, Counters } from './counters.ts';
import type { Mirror } from './mirror.ts';
import { isMirrored, pickSide, type Routes, type Target } from './routes.ts';

/** Header whose value keeps a caller on one side. */
const keyHeader = 'x-request-key';

export interface HandlerTools {
  readonly routes: () => Routes | undefined;
  readonly counters: Counters;
  readonly agent: Agent;
  readonly mirror: Mirror;
  /** Requests under way by the id of the server that they went to. */
  readonly inFlight: Map<string, number>;
  /** Longest time until an answer begins, in milliseconds. */
  readonly patience: number;
}

/**
 * Answers one request: by the side that it falls to, or by the stable side where the canary gives no answer at all. That
 * asks a second server, and after a connection that had gone stale the same one again; asking a model is taken to change nothing.
 */
export async function handleRequest(
  request: IncomingMessage,
  response: ServerResponse,
  tools: HandlerTools,
): Promise<void> {
  const routes = tools.routes();
  const key = keyOf(request);
  const side = routes && pickSide(routes, key);
  if (!routes || !side) {
    refuse(response, 503, 'nothing serves yet');
    return;
  }
  const body = bodyOf(request);
  const exchange: Exchange = { request, response, body, agent: tools.agent, patience: tools.patience };
  const answered = answer(exchange, side, routes.stable, tools);
  if (side === routes.stable && routes.canary && isMirrored(routes, key)) {
    await copyTo(routes.canary, exchange, answered, tools);
  }
  await answered;
}

function keyOf({ headers }: IncomingMessage): string | undefined {
  const value = headers[keyHeader];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

async function answer(
  exchange: Exchange,
  side: Target,
  stable: Target | undefined,
  tools: HandlerTools,
): Promise<Asking> {
  let asking = await tryServer(exchange, side, tools);
  if (asking.outcome === 'unanswered' && stable && side !== stable && exchange.body.canRepeat()) {
    asking = await tryServer(exchange, stable, tools);
  }
  if (asking.outcome === 'unanswered') refuse(exchange.response, 502, 'the server gave no answer');
  if (asking.outcome === 'late') refuse(exchange.response, 504, 'the server gave no answer in time');
  exchange.body.drop();
  return asking;
}

async function tryServer(exchange: Exchange, target: Target, tools: HandlerTools): Promise<Asking> {
  const { counters, inFlight } = tools;
  const began = performance.now();
  inFlight.set(target.id, (inFlight.get(target.id) ?? 0) + 1);
  try {
    let asking = await askServer(exchange, target);
    while (asking.outcome === 'unanswered' && asking.stale && exchange.body.canRepeat()) {
      asking = await askServer(exchange, target);
    }
    counters.add(target.version, { ...judged(asking), milliseconds: performance.now() - began, mirrored: false });
    return asking;
  } finally {
    inFlight.set(target.id, (inFlight.get(target.id) ?? 1) - 1);
  }
}

function judged(asking: Asking): Pick<Asked, 'code' | 'bad'> {
  switch (asking.outcome) {
    case 'answered':
      return { code: String(asking.code), bad: asking.code >= 500 || !asking.whole };
    case 'client left':
      return { code: '499', bad: false };
    case 'late':
      return { code: '504', bad: true };
    case 'unanswered':
      return { code: 'none', bad: true };
  }
}

async function copyTo(
  target: Target,
  { request, body }: { readonly request: IncomingMessage; readonly body: Body },
  answered: Promise<Asking>,
  { mirror, counters }: HandlerTools,
): Promise<void> {
  const whole = await body.whole();
  const copy = whole && mirror.send({ request, body: whole, target });
  if (!copy) return;
  const [{ code, milliseconds }, asking] = await Promise.all([copy, answered]);
  counters.add(target.version, {
    code: code === undefined ? 'none' : String(code),
    bad: code === undefined || code >= 500,
    milliseconds,
    mirrored: true,
    otherStatus: asking.outcome === 'answered' && asking.code !== code,
  });
}

function refuse(response: ServerResponse, code: number, problem: string): void {
  if (response.headersSent || response.destroyed) return;
  const text = `${JSON.stringify({ error: problem })}\n`;
  response.writeHead(code, ['Content-Type', 'application/json', 'Content-Length', String(text.length)]);
  response.end(text);
}
