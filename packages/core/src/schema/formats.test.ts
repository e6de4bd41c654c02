import { describe, expect, it } from 'vitest';
import { stringFormats } from './formats.ts';

/** Computed by Frictionless 5.21.0 (validators 0.36.0, rfc3986 2.0.0, base64 of Python 3.11). */
const found: Readonly<Record<string, { readonly good: readonly string[]; readonly bad: readonly string[] }>> = {
  uuid: {
    good: [
      '2bc1c94f-0deb-43e9-92a1-4775189ec9f8',
      '2BC1C94F0DEB43E992A14775189EC9F8',
      '{2bc1c94f-0deb-43e9-92a1-4775189ec9f8}',
      'urn:uuid:2bc1c94f-0deb-43e9-92a1-4775189ec9f8',
    ],
    bad: ['2bc1c94f 0deb-43e9-92a1-4775189ec9f8', '2bc1c94f-0deb-43e9-92a1-4775189ec9fg', 'xx'],
  },
  email: {
    good: ['a@b.de', 'A+x@B-c.org', 'ü@x.de', 'a@b.co', 'a@xn--mnchen-3ya.de'],
    bad: [
      'bad',
      'a@b',
      'a@-b.de',
      'a..b@c.de',
      '.a@c.de',
      'a b@c.de',
      'a@b@c.de',
      'a@localhost',
      'a@1.2.3.4',
      'x@a_b.de',
    ],
  },
  uri: { good: ['http://x', 'x:y', 'urn:x:y#z', 'http://a b', 'h:'], bad: ['noscheme', '//a/b', '1http://x', ':x'] },
  binary: {
    good: ['YWJj', 'YWI=', 'YQ==', '', 'Y W J j', '====', 'YWJjYQ==x', '=B+a==+!!'],
    bad: ['YWJ', 'YQ=', 'YQ', 'YWJj=é', 'a', 'YWJjY'],
  },
};

/** RE2's writing in JavaScript's, where braces in a class are escaped. */
function matches(format: string, text: string): boolean {
  const pattern = (stringFormats[format] ?? '').replaceAll('{|}~', '\\{\\|\\}~').replaceAll('[{}]', '[\\{\\}]');
  return new RegExp(`^(?:${pattern.replaceAll('\\x{', '\\u{')})$`, 'u').test(text);
}

describe.each(Object.keys(stringFormats))('the format %s', (format) => {
  it('takes what Frictionless takes, and nothing else', () => {
    const { good = [], bad = [] } = found[format] ?? {};
    expect(good.filter((text) => !matches(format, text))).toEqual([]);
    expect(bad.filter((text) => matches(format, text))).toEqual([]);
    expect(good.length * bad.length).toBeGreaterThan(0);
  });
});
