/** One request, as an adapter wants it. Nothing is sent yet. */
export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** It must not happen twice: tried again only where the service cannot have taken it. */
  readonly once?: boolean;
}

/** What a service answered, at most 1 MiB of it. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** How long a service is waited for; milliseconds. */
export interface Patience {
  readonly tries: number;
  /** Of one try. */
  readonly timeout: number;
  /** Before the second try, doubled with each further one. */
  readonly pause: number;
  /** A service that asks for more (`Retry-After`) is given up on. */
  readonly longestWait: number;
}

/** Where a channel's requests go, and what it proves itself with. */
export interface Access {
  /** Whole address of a webhook; of an API its root, without a slash at the end. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Texts that must be seen nowhere. */
  readonly secrets: readonly string[];
  /** The variables that hold them, for whom a service refuses. */
  readonly variables: readonly string[];
  /** Key of a signature, where the channel has one. */
  readonly signingKey?: string;
}

/** A JSON request. */
export function jsonCall(method: 'POST' | 'PUT', access: Access, path: string, body: unknown): Call {
  return {
    method,
    url: `${access.url}${path}`,
    headers: { 'content-type': 'application/json; charset=utf-8', accept: 'application/json', ...access.headers },
    body: JSON.stringify(body, wellFormed),
  };
}

/** Half a character is no text to many readers. */
function wellFormed(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? value.toWellFormed() : value;
}
