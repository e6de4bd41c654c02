import { recordFixture } from '@weighbridge/testing';
import { describe, expect, it } from 'vitest';
import type { WeighingStatement } from '../port/attestation.ts';
import { mismatch } from './mismatch.ts';
import { inTotoText, readInToto, statementOf } from './statement.ts';

const digest = (digit: string) => `sha256:${digit.repeat(64)}`;
const facts = {
  bytes: digest('b'),
  record: digest('c'),
  policy: digest('d'),
  repository: 'acme/models',
  commit: '1'.repeat(40),
};
const record = recordFixture();
const keyed = { ...record, subject: { ...record.subject, key: digest('e') } };
const statement = statementOf(keyed, facts);
const json = JSON.parse(inTotoText(statement));

describe('statementOf', () => {
  it('says what was weighed, by which policy, and what came out', () => {
    expect(statement).toEqual({
      model: 'churn',
      bytes: digest('b'),
      record: digest('c'),
      policy: digest('d'),
      verdict: 'passed',
      repository: 'acme/models',
      commit: '1'.repeat(40),
      key: digest('e'),
    });
  });

  it('has nothing to say of a record that was not judged', () => {
    const { verdict: _verdict, ...unjudged } = record;
    expect(() => statementOf(unjudged, facts)).toThrow(TypeError);
  });
});

describe('readInToto', () => {
  it('reads what was written, with and without a key', () => {
    expect(readInToto(inTotoText(statement))).toEqual(statement);
    const keyless = statementOf(record, facts);
    expect(readInToto(inTotoText(keyless))).toEqual(keyless);
  });

  it('is in-toto’s form', () => {
    expect(json).toMatchObject({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ name: 'churn', digest: { sha256: 'b'.repeat(64) } }],
      predicateType: 'https://github.com/weighbridge/weighbridge/attestations/weighing/v1',
    });
  });

  const [subject] = json.subject;
  it.each<readonly [string, string, RegExp]>([
    ['text', 'hello', /not JSON/],
    ['trailing data', `${inTotoText(statement)} {}`, /not JSON/],
    ['another statement', JSON.stringify({ ...json, predicateType: 'https://slsa.dev/provenance/v1' }), /slsa\.dev/],
    ['another version', JSON.stringify({ ...json, _type: 'https://in-toto.io/Statement/v0.1' }), /_type/],
    ['two subjects', JSON.stringify({ ...json, subject: [subject, subject] }), /subject/],
    ['no subject', JSON.stringify({ ...json, subject: [] }), /subject/],
    [
      'two digests',
      JSON.stringify({ ...json, subject: [{ ...subject, digest: { sha256: 'b'.repeat(64), md5: 'x' } }] }),
      /subject/,
    ],
    ['a short digest', JSON.stringify({ ...json, subject: [{ ...subject, digest: { sha256: 'bb' } }] }), /sha256/],
    ['more than is known', JSON.stringify({ ...json, predicate: { ...json.predicate, waived: true } }), /predicate/],
    ['an unknown verdict', JSON.stringify({ ...json, predicate: { ...json.predicate, verdict: 'fine' } }), /verdict/],
  ])('refuses %s', (_name, text, why) => {
    expect(readInToto(text)).toEqual({ refused: expect.stringMatching(why) });
  });
});

describe('mismatch', () => {
  it('asks for nothing that is not expected, and takes names of repositories as forges do', () => {
    expect(mismatch({}, statement)).toBeUndefined();
    expect(mismatch({ ...statement, repository: 'Acme/Models' }, statement)).toBeUndefined();
  });

  it.each<Partial<WeighingStatement>>([
    { model: 'fraud' },
    { bytes: digest('0') },
    { record: digest('0') },
    { policy: digest('0') },
    { verdict: 'failed' },
    { repository: 'mallory/models' },
    { commit: '2'.repeat(40) },
    { key: digest('0') },
  ])('names what differs: %o', (expected) => {
    const [field = ''] = Object.keys(expected);
    expect(mismatch({ ...statement, ...expected }, statement)).toMatch(new RegExp(`the ${field}\\b`));
  });

  it('wants a key where one is expected', () => {
    const { key: _key, ...keyless } = statement;
    expect(mismatch({ key: digest('e') }, keyless)).toMatch(/\(none\)/);
  });
});
