import { noteBody, noteHtml } from '@weighbridge/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { RunRecord } from '../src/record/record.ts';
import type { VersionSection } from '../src/record/version.ts';
import { cardLimits } from '../src/version/card/limits.ts';
import { renderCard } from '../src/version/card.ts';
import { diffCards } from '../src/version/card-diff.ts';
import { anyRecord } from './arbitrary/record.ts';
import { problemsOf } from './live.ts';
import { dataTrained, dataWarned } from './records/data-passed.ts';
import { firstRun } from './records/first-run.ts';
import { improved } from './records/improved.ts';
import { digestOf, sha } from './records/parts.ts';
import { worseSlice } from './records/worse-slice.ts';

const version: VersionSection = {
  name: 'v1.4.0',
  tag: 'churn@v1.4.0',
  commit: sha('4be91c7'),
  why: 'params and code changed: minor',
  model: digestOf('a'),
  manifest: digestOf('b'),
  files: 2,
  bytes: 2_134_555,
  registries: [],
  evidence: { kind: 'api', run: '4711', event: 'push', commit: sha('4be91c7') },
};

function headOf(card: string): Record<string, unknown> {
  return parse(/^---\n([\s\S]*?)\n---\n/u.exec(card)?.[1] ?? '');
}

/** The record with one text everywhere where a file, branch or column could have put it. */
function withText(record: RunRecord, text: string): RunRecord {
  const { subject, evaluation, data, training, verdict } = structuredClone(record);
  return {
    ...record,
    subject: { ...subject, model: text, repository: text },
    ...(verdict ? { verdict: { ...verdict, reason: text } } : {}),
    ...(evaluation
      ? {
          evaluation: {
            ...evaluation,
            target: text,
            score: text,
            metrics: [...evaluation.metrics, { name: text, direction: 'higher', n: 1, undefined: text }],
            slices: evaluation.slices.map((slice) => ({ ...slice, slice: { column: text, value: text } })),
          },
        }
      : {}),
    ...(data ? { data: { ...data, datasets: data.datasets.map((set) => ({ ...set, name: text, path: text })) } } : {}),
    ...(training
      ? {
          training: {
            ...training,
            command: text,
            params: { path: text, digest: digestOf('a'), values: { [text]: text } },
            environment: { interpreter: text, image: text },
          },
        }
      : {}),
  };
}

describe('a model card', () => {
  it('names version, verdict, metrics, data, training and where it all comes from', () => {
    const card = renderCard(dataTrained, {
      version,
      policy: digestOf('c'),
      record: digestOf('d'),
      about: 'For the team.',
    });
    const headings = [...card.matchAll(/^#+ (.*)$/gmu)].map(([, text]) => text);
    expect(headings[0]).toBe('churn v1.4.0');
    expect(headings).toEqual(
      expect.arrayContaining(['About', 'Evaluation', 'Limits', 'Data', 'Training', 'Provenance']),
    );
    expect(card).toContain('For the team.');
    expect(card).toContain('`sha256:dddddddd…`');
    expect(card).toContain('the forge confirmed run `4711`');
    expect(card).not.toMatch(/undefined|NaN|\[object/u);
    expect(renderCard(dataTrained, { version })).toBe(renderCard(structuredClone(dataTrained), { version }));
  });

  it('has a head that model hubs read, with every metric that has a value', () => {
    const head = headOf(renderCard(improved, { version }));
    const metrics = (improved.evaluation?.metrics ?? []).map(({ name, value }) => ({ type: name, name, value }));
    expect(head).toMatchObject({
      version: 'v1.4.0',
      'model-index': [{ name: 'churn v1.4.0', results: [{ metrics }] }],
    });
  });

  it('lists slices by the primary metric, worst first', () => {
    const card = renderCard(worseSlice, { version });
    const table = card.split('worst first\n\n')[1]?.split('\n\n')[0] ?? '';
    const values = [...table.matchAll(/\|\s+(\d\.\d+) \(/gu)].map(([, value]) => Number(value));
    expect(values.length).toBeGreaterThan(2);
    expect(values).toEqual(values.toSorted((a, b) => a - b));
  });

  it('says what is not known of it', () => {
    expect(cardLimits(firstRun).join('\n')).toContain('the first of its kind');
    expect(cardLimits(worseSlice).join('\n')).toMatch(/too small to judge|failed/u);
    expect(cardLimits(dataWarned)).toEqual(expect.any(Array));
  });

  it.each([
    '<img src=x onerror=alert(1)>',
    '[click](https://evil.example)',
    '@ada #12 !3 https://evil.example',
    '`` ` </code><script>',
    'a | b\n| c |\n# heading',
    '\u202egnp.exe\u200b',
    '---\nmodel-index: evil',
    '"}}: - x',
  ])('lets no text of a file do anything: %j', (text) => {
    const card = renderCard(withText(dataTrained, text), { version: { ...version, name: text, why: text } });
    const html = noteHtml(card.replace(/^---[\s\S]*?\n---\n/u, ''), 'light').split('<body')[1] ?? '';
    expect(html).not.toMatch(/<(?:img|script)|evil\.example["']/u);
    expect(card).not.toMatch(/[\u202e\u200b]/u);
    expect([...card.matchAll(/^# /gmu)]).toHaveLength(1);
    expect(Object.keys(headOf(card)).sort()).toEqual(['model-index', 'tags', 'version']);
  });

  it('keeps the owners’ own text from ending the head or hiding what it says', () => {
    const card = renderCard(improved, { version, about: 'one\r\n---\ntwo\u202e' });
    expect(card).toContain('one\n***\ntwo\n');
  });
});

describe('the card of any record', () => {
  it('makes nothing of foreign text live, and differs from itself in nothing', () => {
    fc.assert(
      fc.property(anyRecord, (record) => {
        const card = renderCard(record, { version });
        const body = card.replace(/^---[\s\S]*?\n---\n/u, '');
        const problems = problemsOf(body, noteBody(body)).filter((problem) => !/^tag <\/?h[123]>$/u.test(problem));
        expect(problems).toEqual([]);
        expect(Object.keys(headOf(card))).toContain('tags');
        expect(diffCards(record, record)).toEqual([]);
      }),
    );
  });
});

describe('two model cards', () => {
  it('of one record differ in nothing', () => {
    expect(diffCards(dataTrained, structuredClone(dataTrained))).toEqual([]);
  });

  it('differ in what a reader sees of them', () => {
    const [first] = improved.evaluation?.metrics ?? [];
    if (!improved.evaluation || first?.value === undefined) throw new Error('the fixture has metrics');
    const metrics = [{ ...first, value: first.value - 0.1 }, ...improved.evaluation.metrics.slice(1)];
    const was: RunRecord = { ...improved, evaluation: { ...improved.evaluation, metrics } };
    const changes = diffCards(was, improved);
    expect(changes).toEqual([
      {
        section: 'evaluation',
        fact: first.name,
        was: expect.stringMatching(/^0\.\d+$/u),
        now: expect.stringMatching(/\(\+0\.10+\)$/u),
      },
    ]);
  });
});
