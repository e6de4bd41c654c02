import type { Runner } from '@weighbridge/core';
import { type Environment, firstText, present } from './environment.ts';

/** A person's own machine: nobody started a job, so nothing is posted. */
export function local(env: Environment): Runner {
  return {
    kind: 'local',
    forge: 'local',
    occasion: { kind: 'other', event: 'local' },
    ...present({ tempFolder: firstText(env, 'TMPDIR', 'TEMP') }),
  };
}
