import { describe, expect, it } from 'vitest';
import { parseCounter, parseSelector, selectorText } from './selector.ts';

describe('a selector of a counter', () => {
  it.each([
    ['http_requests_total', 'http_requests_total{version="v2"}'],
    [' http_requests_total { } ', 'http_requests_total{version="v2"}'],
    ['x:y{code=~"5.."}', 'x:y{code=~"5..",version="v2"}'],
    ['x{a=\'1\',b!="2", c!~`\\d+`,}', 'x{a="1",b!="2",c!~"\\\\d+",version="v2"}'],
    ['{__name__="x"}', '{__name__="x",version="v2"}'],
    ['x{a="say \\"hi\\", } \\\\"}', 'x{a="say \\"hi\\", } \\\\",version="v2"}'],
  ])('%s is read', (text, expected) => {
    expect(selectorText(parseSelector(text, 'errors'), 'version', 'v2')).toBe(expected);
  });

  it('keeps the name of a side inside its quotes', () => {
    const text = selectorText(parseSelector('x', 'errors'), 'version', 'v2"} or vector(1) #');
    expect(text).toBe('x{version="v2\\"} or vector(1) #"}');
  });

  it.each([
    ['rate(x[1m])', 'is a rate', 'the counter `x`'],
    ['increase(x{code="500"}[5m])', 'is a rate', 'the counter `x{code="500"}`'],
    ['sum(rate(x[1m]))', 'is an expression', 'the counter `x`'],
    ['sum by (code) (x)', 'is an expression', 'the counter `x`'],
    ['sum(rate(x[1m])) by (code)', 'is an expression', 'the counter `x`'],
    ['x[5m]', 'is a range', 'the counter `x`'],
    ['x{a="1"}[5m]', 'is a range', 'the counter `x{a="1"}`'],
    ['x offset 5m', 'looks at another time', 'the counter `x`'],
    ['x{a="1"} @ 12', 'looks at another time', 'the counter `x{a="1"}`'],
    ['x / y', 'is no selector', 'a name with matchers'],
    ['x{a="1"} or y', 'is no selector', 'a name with matchers'],
    ['x{a=1}', 'something in its braces', 'a name with matchers'],
    ['x{a="1"', 'something in its braces', 'a name with matchers'],
    ['{}', 'names no counter', 'a name with matchers'],
    ['5', 'is no selector', 'a name with matchers'],
    ['', 'is no selector', 'a name with matchers'],
    ['x{a="1" b="2"}', 'something in its braces', 'a name with matchers'],
    ['x#{', 'is no selector', 'a name with matchers'],
  ])('%s is refused with what to give instead', (text, problem, give) => {
    const read = (): unknown => parseSelector(text, 'errors');
    expect(read).toThrow(expect.objectContaining({ code: 'WB6150', message: expect.stringContaining(problem) }));
    expect(read).toThrow(`Give ${give}`);
  });
});

describe('a difference of two selectors', () => {
  it.each([
    ['a - b{c="d-e"}', 'a', 'b'],
    ["a{c='-'}-b", 'a', 'b'],
    ['a{c="-"}', 'a', undefined],
  ])('%s is told from a minus in quotes', (text, of, less) => {
    const counter = parseCounter(text, 'slow');
    expect([counter.of.name, counter.less?.name]).toEqual([of, less]);
  });

  it.each(['a - b - c', '-a', 'a -', '- a - b', 'a -- b', 'a - rate(b[1m])', 'a - 1', 'a + b'])(
    '%s is refused',
    (text) => {
      expect(() => parseCounter(text, 'slow')).toThrow(expect.objectContaining({ code: 'WB6150' }));
    },
  );
});
