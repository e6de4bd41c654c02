import { liveErrors, type UserError } from '@weighbridge/core';

/** One matcher of a selector: `code=~"5.."`. */
export interface Matcher {
  readonly label: string;
  readonly operator: '=' | '!=' | '=~' | '!~';
  readonly value: string;
}

/** What is counted: the series of a selector, less those of another (`…_count - …_bucket{le="0.3"}`: the slow ones). */
export interface Counter {
  readonly of: Selector;
  readonly less?: Selector;
}

/** Which series are meant: `http_requests_total{code=~"5.."}`. */
export interface Selector {
  /** Undefined where the selector is made of matchers alone. */
  readonly name: string | undefined;
  readonly matchers: readonly Matcher[];
}

const metricName = /^[a-zA-Z_:][\w:]*/;
const matcher = /^\s*([a-zA-Z_]\w*)\s*(=~|!~|!=|=)\s*("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`]*`)\s*/;
/** Functions that make a share or a speed of a counter: the counter inside is what is wanted. */
const rates = ['rate', 'irate', 'increase', 'delta', 'idelta', 'deriv'];

/**
 * Reads a selector of raw counters: a name, matchers in braces, nothing else. Whoever gives a function, an operator or a
 * range gets UserError WB6150 with what to give instead. Source: the grammar of PromQL, vector selectors.
 */
export function parseSelector(text: string, metric: string): Selector {
  const trimmed = text.trim();
  const refuse = (
    problem: string,
    give = 'a name with matchers, such as `http_requests_total{code=~"5.."}`',
  ): UserError => liveErrors.notASelector({ metric, text: shortened(trimmed), problem, give });
  const name = metricName.exec(trimmed)?.[0];
  const rest = trimmed.slice(name?.length ?? 0).trimStart();
  if (rest === '' && name !== undefined) return { name, matchers: [] };
  if (!rest.startsWith('{')) throw refuse(...whatItIs(trimmed, name, rest));
  const { matchers, after } = readMatchers(rest.slice(1));
  if (after === undefined) throw refuse('has something in its braces that is no matcher');
  if (after !== '') throw refuse(...whatItIs(trimmed, name, after, trimmed.slice(0, -after.length).trim()));
  const isNamed = name !== undefined || matchers.some(({ operator, value }) => operator === '=' && value !== '');
  if (!isNamed) throw refuse('names no counter');
  return { name, matchers };
}

/** Reads a selector, or the difference of two: a histogram counts the fast ones, and the slow ones are the rest. */
export function parseCounter(text: string, metric: string): Counter {
  // No name has a minus, so each one outside quotes is an operator.
  const parts = text.match(/(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|[^-"'`])+/g) ?? [];
  const [of, less] = parts;
  const isDifference = parts.length === 2 && of !== undefined && less !== undefined && `${of}-${less}` === text;
  if (!isDifference) return { of: parseSelector(text, metric) };
  return { of: parseSelector(of, metric), less: parseSelector(less, metric) };
}

/** The selector of one side, with its label. */
export function selectorText({ name, matchers }: Selector, label: string, side: string): string {
  return wholeText({ name, matchers: [...matchers, { label, operator: '=', value: side }] });
}

/** The selector over the stretch of time that ends where it is evaluated: `x{code="500"}[86400000ms]`. */
export function rangeText(selector: Selector, { from, to }: { readonly from: Date; readonly to: Date }): string {
  return `${wholeText(selector)}[${to.getTime() - from.getTime()}ms]`;
}

/** Whether a selector names its counter, and not by a matcher. */
export function isPlainName({ name }: Selector): boolean {
  return name !== undefined;
}

function wholeText({ name, matchers }: Selector): string {
  const each = matchers.map(({ label, operator, value }) => `${label}${operator}${JSON.stringify(value)}`);
  return `${name ?? ''}{${each.join(',')}}`;
}

interface Read {
  readonly matchers: readonly Matcher[];
  /** What follows the closing brace; undefined when there is none, or no matcher where one must be. */
  readonly after: string | undefined;
}

function readMatchers(text: string): Read {
  const matchers: Matcher[] = [];
  for (let rest = text; ; ) {
    const close = /^\s*\}\s*/.exec(rest);
    if (close) return { matchers, after: rest.slice(close[0].length) };
    const [whole, label, operator, quoted] = matcher.exec(rest) ?? [];
    if (whole === undefined || label === undefined || quoted === undefined || !isOperator(operator)) break;
    matchers.push({ label, operator, value: unquoted(quoted) });
    rest = rest.slice(whole.length);
    if (rest.startsWith(',')) rest = rest.slice(1);
    else if (!rest.startsWith('}')) break;
  }
  return { matchers, after: undefined };
}

function isOperator(text: string | undefined): text is Matcher['operator'] {
  return text === '=' || text === '!=' || text === '=~' || text === '!~';
}

function unquoted(text: string): string {
  const inner = text.slice(1, -1);
  if (text.startsWith('`')) return inner;
  return inner.replaceAll(/\\(n|t|r|.)/g, (_whole, letter: string) => escapes[letter] ?? letter);
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

/** In words, what somebody wrote instead of a selector, and what to give. */
function whatItIs(text: string, name: string | undefined, rest: string, before = name ?? ''): [string, string?] {
  if (rest.startsWith('[')) return ['is a range', `the counter \`${shortened(before)}\``];
  if (/^(?:offset\b|@)/.test(rest)) return ['looks at another time', `the counter \`${shortened(before)}\``];
  const inner = /\(\s*([a-zA-Z_:][\w:]*(?:\{[^{}]*\})?)\s*(?:\[[^\]]*\]\s*)?\)/.exec(
    text.replaceAll(/\b(?:by|without)\s*\([^()]*\)/g, ''),
  )?.[1];
  const give = inner === undefined ? undefined : `the counter \`${shortened(inner)}\``;
  const what = name !== undefined && rates.includes(name) ? 'is a rate' : 'is an expression';
  const isCall = rest.startsWith('(') || /^(?:by|without)\b/.test(rest);
  if (isCall && give !== undefined) return [what, give];
  return [isCall ? what : 'is no selector of a counter'];
}

function shortened(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}
