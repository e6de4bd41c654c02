import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Counters } from './counters.ts';
import type { Routes } from './routes.ts';

export interface AdminTools {
  readonly counters: Counters;
  readonly inFlight: ReadonlyMap<string, number>;
  /** Reads the state file anew. */
  readonly reload: () => Routes | undefined;
}

/** What the second port answers, on this machine only: `/metrics`, `/counters.json`, `/in-flight` and `/reload`. */
export function handleAdmin({ url }: IncomingMessage, response: ServerResponse, tools: AdminTools): void {
  const page = pageOf(url, tools);
  if (!page) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { 'content-type': page.type, 'content-length': Buffer.byteLength(page.text) });
  response.end(page.text);
}

interface Page {
  readonly type: string;
  readonly text: string;
}

function pageOf(url: string | undefined, { counters, inFlight, reload }: AdminTools): Page | undefined {
  switch (url) {
    case '/metrics':
      return { type: 'text/plain; version=0.0.4; charset=utf-8', text: counters.prometheus() };
    case '/counters.json':
      return json(counters.json());
    case '/in-flight':
      return json(Object.fromEntries(inFlight));
    case '/reload':
      return json({ revision: reload()?.revision ?? -1 });
    default:
      return undefined;
  }
}

function json(value: unknown): Page {
  return { type: 'application/json', text: JSON.stringify(value) };
}
