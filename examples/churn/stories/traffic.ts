import { Agent, request } from 'node:http';
import { performance } from 'node:perf_hooks';

/** What clients saw of one version. */
export interface Answered {
  readonly requests: number;
  /** Answers of 5xx, and requests without one. */
  readonly errors: number;
}

/** Requests that are sent until somebody says stop. */
export interface Traffic {
  /** By the version that answered, as its header says; `none` where nothing answered. */
  answered(): ReadonlyMap<string, Answered>;
  /** Requests a second from now on. */
  setRate(rate: number): void;
  /** Sends no more, and resolves when the last answer is there. */
  stop(): Promise<ReadonlyMap<string, Answered>>;
}

export interface TrafficOptions {
  /** Where predictions are asked for: `http://127.0.0.1:8000/predict`. */
  readonly url: string;
  /** One JSON body a line; after the last comes the first again. */
  readonly bodies: readonly string[];
  /** Requests a second, as customers come: whether the answers are slow or not. */
  readonly rate: number;
}

/** Milliseconds between two bursts, and the most requests that wait at once: a dead server is not buried. */
const [burstEvery, mostWaiting] = [10, 32];
const version = 'x-weighbridge-version';

/** Replays requests at a steady rate and counts the answers of each version. */
export function startTraffic({ url, bodies, rate: first }: TrafficOptions): Traffic {
  const agent = new Agent({ keepAlive: true });
  const counts = new Map<string, Answered>();
  const waiting = new Set<Promise<void>>();
  let [rate, due, sent, before] = [first, 0, 0, performance.now()];

  function burst(): void {
    const now = performance.now();
    due += ((now - before) / 1000) * rate;
    before = now;
    while (sent < due) {
      const body = bodies[sent % bodies.length] ?? '';
      sent += 1;
      if (waiting.size >= mostWaiting) continue;
      const answer = ask(url, body, agent).then((asked) => {
        const { requests, errors } = counts.get(asked.by) ?? { requests: 0, errors: 0 };
        counts.set(asked.by, { requests: requests + 1, errors: errors + (asked.failed ? 1 : 0) });
        waiting.delete(answer);
      });
      waiting.add(answer);
    }
  }

  const timer = setInterval(burst, burstEvery);
  return {
    answered: () => new Map(counts),
    setRate(wanted) {
      rate = wanted;
    },
    async stop() {
      clearInterval(timer);
      await Promise.all(waiting);
      agent.destroy();
      return counts;
    },
  };
}

interface Asked {
  readonly by: string;
  readonly failed: boolean;
}

/** One prediction; never rejects, as a client without an answer is what is counted. */
function ask(url: string, body: string, agent: Agent): Promise<Asked> {
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  return new Promise((resolve) => {
    const none = (): void => resolve({ by: 'none', failed: true });
    const sent = request(url, { method: 'POST', agent, headers, timeout: 10_000 }, (answer) => {
      const by = answer.headers[version];
      const failed = (answer.statusCode ?? 500) >= 500;
      answer.resume();
      answer.once('error', none);
      answer.once('end', () => resolve({ by: typeof by === 'string' ? by : 'none', failed }));
    });
    sent.once('timeout', () => sent.destroy(new Error('no answer within 10 s')));
    sent.once('error', none);
    sent.end(body);
  });
}
