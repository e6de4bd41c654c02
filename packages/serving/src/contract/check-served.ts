import type { ServedCheck, SmokePolicy } from '@weighbridge/core';
import { type Ask, asker } from './ask.ts';
import { checkOpenapi } from './check-openapi.ts';
import { checkMlflow, checkSample } from './check-sample.ts';
import { checkV2 } from './check-v2.ts';
import type { Line } from './line.ts';
import type { ReadText } from './sample-request.ts';

const kinds: Readonly<
  Record<SmokePolicy['kind'], (ask: Ask, smoke: SmokePolicy, readText: ReadText) => Promise<readonly Line[]>>
> = { openapi: checkOpenapi, sample: checkSample, v2: checkV2, mlflow: checkMlflow };

/**
 * Smoke and contract test of a served model, before it gets its first request from anybody. `address` is the server's own:
 * `http://127.0.0.1:23001`. What the model answers wrongly is a failed check; throws UserError WB6102 when the policy says
 * too little to ask, and WB6104 for a sample request that cannot be sent.
 */
export async function checkServed(address: string, smoke: SmokePolicy, readText: ReadText): Promise<ServedCheck> {
  const lines = await kinds[smoke.kind](asker(address, smoke.timeout), smoke, readText);
  return {
    outcome: lines.every(({ passed }) => passed) ? 'passed' : 'failed',
    lines: lines.map(({ text }) => text),
  };
}
