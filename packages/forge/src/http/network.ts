/** How patiently a forge is asked. */
export interface Network {
  /** One try, from connecting to the last byte, in milliseconds. */
  readonly timeoutMs: number;
  /** Tries in all, the first one included. */
  readonly tries: number;
  /** The unit of waiting between tries: 1 s, then 4 s, at the default of 1000. */
  readonly pauseMs: number;
  readonly userAgent: string;
}

const defaultNetwork: Network = { timeoutMs: 30_000, tries: 3, pauseMs: 1000, userAgent: 'weighbridge' };

/** A server may ask for a pause; longer than this (in seconds) we do not wait, we say so. */
export const longestPause = 60;

/** Which forge is asked, and the token that must appear in no text. */
export interface Service {
  readonly name: 'GitHub' | 'Gitea' | 'GitLab';
  /** Without a slash at its end. */
  readonly apiUrl: string;
  readonly repository: string;
  readonly token: string | undefined;
  readonly network: Network;
}

/** What an adapter is made of; every address comes from the runner, none is guessed. */
export interface Connection {
  readonly token?: string;
  readonly apiUrl: string;
  readonly serverUrl: string;
  /** `owner/name`, or GitLab's full path. */
  readonly repository: string;
  readonly network?: Partial<Network>;
}

export function service(name: Service['name'], connection: Connection): Service {
  return {
    name,
    apiUrl: trimSlash(connection.apiUrl),
    repository: connection.repository,
    token: connection.token,
    network: { ...defaultNetwork, ...connection.network },
  };
}

export function trimSlash(url: string): string {
  return url.replace(/\/+$/, '');
}

/** `fetch` with a time limit on each request, reading its body included. Proxies and extra CAs are Node's own settings. */
export function timedFetch(network: Network): typeof fetch {
  return (input, init) => {
    const limit = AbortSignal.timeout(network.timeoutMs);
    const signal = init?.signal ? AbortSignal.any([init.signal, limit]) : limit;
    return fetch(input, { ...init, signal });
  };
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
