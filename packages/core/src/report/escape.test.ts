import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clean, codeSpan, cut, htmlCode, isPlainInSentence, isPlainName, safeUrl, visible } from './escape.ts';
import { markdownInk } from './ink.ts';

describe('foreign text', () => {
  it.each([
    ['a\nb', 'a\\nb'],
    ['\u202eevil', '\\u202eevil'],
    ['zero\u200bwidth', 'zero\\u200bwidth'],
    ['a|b', 'a¦b'],
    ['\u{e0001}', '\\u{e0001}'],
    ['caf\u00e9', 'café'],
  ])('shows %j as %j', (text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  it('loses its middle, never half a character', () => {
    expect(cut('x'.repeat(100), 9)).toBe('xxxx…xxxx');
    expect(cut('👩'.repeat(100), 5)).toBe('👩👩…👩👩');
    expect(clean('')).toBe('""');
  });

  it('is fenced by more backticks than it holds', () => {
    expect(codeSpan('plain')).toBe('`plain`');
    expect(codeSpan('a`b')).toBe('`` a`b ``');
    expect(codeSpan('``')).toBe('``` `` ```');
  });

  it('offers breaks where it is long', () => {
    expect(htmlCode('first_order_band=40-60')).toBe(
      '<code>first&#95;<wbr>order&#95;<wbr>band&#61;<wbr>40&#45;<wbr>60</code>',
    );
  });

  it('leaves no run longer than a narrow cell', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 90 }), (text) => {
        const runs = htmlCode(text)
          .replace(/<\/?code>/g, '')
          .split(/<wbr>| /);
        for (const run of runs) expect(Array.from(run.replace(/&#\d+;/g, 'x')).length).toBeLessThanOrEqual(16);
      }),
    );
  });
});

describe('plain words', () => {
  it.each(['roc_auc', 'main', 'p95 latency', 'log_loss', 'f1'])('%s needs no code', (name) => {
    expect(isPlainName(name)).toBe(true);
  });

  it.each(['@me', '#1', 'deadbeef', 'GH-12', 'a.b', '_x_', 'a/b', 'x@y.z', '', 'a  b', '4be91c7', ':x:', '*a*'])(
    '%s is code',
    (name) => {
      expect(isPlainName(name)).toBe(false);
    },
  );

  it.each(['1,240', '0.005', '31.2%', 'rows.', '(now', 'metrics.json', 'acme/ml-leads'])(
    '%s may stand in a sentence',
    (word) => {
      expect(isPlainInSentence(word)).toBe(true);
    },
  );

  it.each(['www.evil.com', 'https://x', '@me', 'me@x.com', '#12', '&lt;', '**b**', ':x:'])('%s may not', (word) => {
    expect(isPlainInSentence(word)).toBe(false);
  });

  it('keeps the code of a sentence and makes code of what is live', () => {
    const ink = markdownInk();
    expect(ink.prose('`metrics.json` on `main`')).toBe('`metrics.json` on `main`');
    expect(ink.prose('ask @me, or #12 today')).toBe('ask `@me,` or `#12` today');
    expect(ink.prose('an odd ` mark')).toBe('an odd `` ` `` mark');
  });
});

describe('addresses', () => {
  it('are ours or none', () => {
    expect(safeUrl('https://x.io/a(b) c')).toBe('https://x.io/a%28b%29%20c');
    expect(safeUrl('javascript:alert(1)')).toBeUndefined();
    expect(safeUrl(undefined)).toBeUndefined();
  });
});
