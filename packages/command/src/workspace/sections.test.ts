import type { RunRecord, Stopped } from '@weighbridge/core';
import { describe, expect, it } from 'vitest';
import { isOfModel, mergeSections } from './sections.ts';

const subject: RunRecord['subject'] = { model: 'churn', forge: 'github', weighbridge: '0.1.0' };

function section(artifact: string, part: Partial<RunRecord>): { artifact: string; text: string } {
  return { artifact, text: JSON.stringify({ version: 1, subject, ...part }) };
}

const one: Stopped = { command: 'train', code: 'failure', reason: 'one' };
const two: Stopped = { command: 'train', code: 'failure', reason: 'two' };
const data: RunRecord['data'] = { datasets: [] };

describe('mergeSections', () => {
  it('joins what several jobs wrote', () => {
    const merged = mergeSections([
      section('wb-churn-evaluate-model-1', { data, durations: { evaluate: 3 } }),
      section('wb-churn-stopped-model-1', { stopped: one, durations: { report: 4 } }),
    ]);
    expect(merged).toMatchObject({ data, stopped: one, durations: { evaluate: 3, report: 4 } });
  });

  it('takes the highest attempt of a command and job, as a number', () => {
    const merged = mergeSections([
      section('wb-churn-stopped-model-9', { stopped: one }),
      section('wb-churn-stopped-model-10', { stopped: two }),
    ]);
    expect(merged?.stopped).toEqual(two);
  });

  it('lets a job that has run again say no more why it stopped before', () => {
    const of = (attempt: number) => ({ ...subject, run: { id: '1', attempt, job: 'model' } });
    const stopped = section('wb-churn-stopped-model-1', { subject: of(1), stopped: one });
    const again = section('wb-churn-train-model-2', { subject: of(2), data });
    expect(mergeSections([stopped, again])).toMatchObject({ data });
    expect(mergeSections([stopped, again])?.stopped).toBeUndefined();
    expect(mergeSections([stopped])?.stopped).toEqual(one);
  });

  it('refuses two values of one section and names both jobs', () => {
    const found = [
      section('wb-churn-stopped-a-1', { stopped: one }),
      section('wb-churn-stopped-b-1', { stopped: two }),
    ];
    expect(() => mergeSections(found)).toThrowError(/wb-churn-stopped-a-1 and wb-churn-stopped-b-1/);
  });

  it('takes equal values from two jobs, whatever the order of their keys', () => {
    const turned = { reason: 'one', code: 'failure', command: 'train' };
    const found = [
      section('wb-churn-stopped-a-1', { stopped: one }),
      section('wb-churn-stopped-b-1', { stopped: turned }),
    ];
    expect(mergeSections(found)?.stopped).toEqual(one);
  });

  it('gives nothing for nothing, and refuses another version', () => {
    expect(mergeSections([])).toBeUndefined();
    expect(() => mergeSections([{ artifact: 'x-1', text: '{"version":2}' }])).toThrowError(
      expect.objectContaining({ code: 'WB1011' }),
    );
  });
});

describe('isOfModel', () => {
  it('tells churn from churn-eu, whose artifacts begin alike', () => {
    const { text } = section('wb-churn-eu-evaluate-model-1', {});
    expect(isOfModel(text, 'churn')).toBe(true);
    expect(isOfModel(text.replace('churn', 'churn-eu'), 'churn')).toBe(false);
  });

  it('leaves what it cannot read to the parser of records', () => {
    expect([isOfModel('{', 'churn'), isOfModel('{"subject":1}', 'churn')]).toEqual([true, true]);
  });
});
