import { type FakeRequest, type FakeResponse, type FakeServer, startServer } from './http/server.ts';

/** One series and what it shows now: `1`, `NaN`, `+Inf`. */
export interface FakeSeries {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: string;
}

/** As much of Prometheus' API as raw counters need, with series that tests set. */
export interface FakePrometheus extends FakeServer {
  show(series: readonly FakeSeries[]): void;
  /** Queries so far, with the moment that they asked for. */
  readonly queries: readonly (readonly [query: string, time: string | null])[];
}

export interface FakePrometheusOptions {
  /** Folder that it lives in: `/prometheus`. */
  readonly root?: string;
  /** Bearer token that it wants. */
  readonly token?: string;
}

/** A server on the loopback address whose clock always says 1700000000.5. */
export async function fakePrometheus({ root = '', token }: FakePrometheusOptions = {}): Promise<FakePrometheus> {
  let shown: readonly FakeSeries[] = [];
  const queries: (readonly [string, string | null])[] = [];
  const answer = (request: FakeRequest): FakeResponse => {
    if (token !== undefined && request.headers.authorization !== `Bearer ${token}`) return { status: 401, body: 'no' };
    const form = new URLSearchParams(request.bytes.toString('utf8'));
    const query = form.get('query') ?? '';
    queries.push([query, form.get('time')]);
    return query === 'time()' ? success('scalar', [now, String(now)]) : select(query, shown);
  };
  const server = await startServer({ root, routes: { 'POST /api/v1/query': answer } });
  const show = (series: readonly FakeSeries[]): void => {
    shown = series;
  };
  return Object.assign(server, { queries, show });
}

const now = 1_700_000_000.5;

function success(resultType: string, result: unknown): FakeResponse {
  return { status: 200, body: { status: 'success', data: { resultType, result } } };
}

function select(query: string, shown: readonly FakeSeries[]): FakeResponse {
  const [, name = '', inner] = /^([a-zA-Z_:][\w:]*)?\{(.*)\}$/s.exec(query) ?? [];
  const matchers = [...(inner ?? '').matchAll(/(\w+)(=~|!~|!=|=)("(?:[^"\\]|\\.)*")/g)];
  const isWhole = inner !== undefined && matchers.map(([whole]) => whole).join(',') === inner;
  if (!isWhole || matchers.some(([, , operator, value]) => operator?.endsWith('~') && isNoPattern(value))) {
    const error = `invalid parameter "query": 1:2: parse error: cannot parse ${query}`;
    return { status: 400, body: { status: 'error', errorType: 'bad_data', error } };
  }
  const found = shown.filter((series) => {
    const labels: Readonly<Record<string, string>> = { ...series.labels, __name__: series.name };
    const fits = ([, label = '', operator, text = '""']: RegExpExecArray): boolean => {
      const have = labels[label] ?? '';
      const value: string = JSON.parse(text);
      const equal = operator?.endsWith('~') ? new RegExp(`^(?:${value})$`).test(have) : have === value;
      return operator?.startsWith('!') ? !equal : equal;
    };
    return (name === '' || series.name === name) && matchers.every(fits);
  });
  const result = found.map(({ name: own, labels, value }) => ({
    metric: { __name__: own, ...labels },
    value: [now, value],
  }));
  return success('vector', result);
}

function isNoPattern(text = '""'): boolean {
  try {
    return !new RegExp(JSON.parse(text));
  } catch {
    return true;
  }
}
