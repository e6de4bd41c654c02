import { describe, expect, it } from 'vitest';
import { errorAreas, errorCatalogue } from './catalogue.ts';
import type { ErrorEntry } from './define.ts';
import { formatUserError } from './user-error.ts';

/** Entries differ in their arguments; each one's own example fits it, which is what `render` relies on. */
interface Rendered {
  readonly key: string;
  readonly code: string;
  readonly message: string;
  readonly cure: string;
  readonly line: string;
}

function render<A>(key: string, entry: ErrorEntry<A>): Rendered {
  const { message, cure } = entry.text(entry.example);
  const error = entry(entry.example, { place: { file: 'weighbridge.yml', line: 12, column: 18 } });
  return { key, code: entry.code, message, cure, line: formatUserError(error) };
}

const rendered = Object.entries(errorCatalogue).map(([key, entry]) => render(key, entry as ErrorEntry<unknown>));

describe('the catalogue of user errors', () => {
  it('loses no entry of an area to another of the same key', () => {
    const keys = Object.values(errorAreas).flatMap((area) => Object.keys(area));
    expect(rendered.map(({ key }) => key).sort()).toEqual(keys.sort());
  });

  it('has one code for each error', () => {
    const codes = rendered.map(({ code }) => code);
    expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
  });

  it.each(rendered)('$code $key says what is wrong and what is possible', ({ code, message, cure, line }) => {
    expect(code).toMatch(/^WB[1-6]\d{3}$/);
    expect(message).toMatch(/^\S[^\n]*\S[.?!]$/);
    expect(cure).toMatch(/^\S[^\n]*\S[.?!]$/);
    expect(line).toBe(`${code} weighbridge.yml:12:18: ${message} ${cure}`);
    expect(line.length).toBeLessThanOrEqual(300);
    expect(line).not.toMatch(/undefined|NaN|\[object/);
  });

  it.each(Object.entries(errorAreas))('keeps the codes of %s in one thousand', (_area, entries) => {
    const thousands = new Set(Object.values(entries).map(({ code }) => code.slice(0, 3)));
    expect(thousands.size).toBe(1);
  });
});
