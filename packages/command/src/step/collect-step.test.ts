import { describe, expect, it } from 'vitest';
import { stoppedBy } from './collect-step.ts';

describe('stoppedBy', () => {
  it.each([
    ['{"model":{"result":"failure"}}', 'the job model failed before it wrote a record'],
    ['{"a":{"result":"success"},"model":{"result":"cancelled","outputs":{}}}', 'the job model was cancelled'],
    ['{"model":{"result":"skipped"}}', 'the job model was skipped'],
    ['{"model":{"result":"timed_out"}}', 'the job model ended as timed_out'],
    ['{"model":{"result":"6"}}', 'the job model had not finished when this job began'],
  ])('%s', (needs, reason) => {
    expect(stoppedBy(needs)?.reason).toBe(reason);
  });

  it('knows nothing when every job succeeded or nothing was said', () => {
    expect(stoppedBy('{"model":{"result":"success"}}')).toBeUndefined();
    expect(stoppedBy('{}')).toBeUndefined();
    expect(stoppedBy(undefined)).toBeUndefined();
  });

  it.each(['', 'failure', '[1]', '{"model":"failure"}'])('refuses %j', (needs) => {
    expect(() => stoppedBy(needs)).toThrowError(expect.objectContaining({ code: 'WB1003' }));
  });
});
