import { type SmokePolicy, servingErrors } from '@weighbridge/core';
import type { Ask } from './ask.ts';
import { checkPrediction } from './check-prediction.ts';
import { checkExpected } from './expect.ts';
import { type Line, lineOf, statusProblems } from './line.ts';
import { asPath, neededRequest, type ReadText } from './sample-request.ts';

/** Any server with a path that takes JSON, as with Flask. */
export async function checkSample(ask: Ask, smoke: SmokePolicy, readText: ReadText): Promise<readonly Line[]> {
  if (smoke.path === undefined) throw servingErrors.smokeNeeds({ kind: smoke.kind, key: 'path' });
  const body = await neededRequest(smoke, readText);
  const answer = await ask({ method: 'POST', path: asPath(smoke.path), body });
  return [checkPrediction(answer, smoke.expect, () => ({ problems: [], facts: [] }))];
}

/** MLflow's scoring server: `/ping`, `/version` and `/invocations`, whose answer holds `predictions`. */
export async function checkMlflow(ask: Ask, smoke: SmokePolicy, readText: ReadText): Promise<readonly Line[]> {
  const body = await neededRequest(smoke, readText);
  const ping = await ask({ method: 'GET', path: '/ping' });
  const version = await ask({ method: 'GET', path: '/version' });
  const said = version.text.trim().slice(0, 40);
  const answer = await ask({
    method: 'POST',
    path: smoke.path === undefined ? '/invocations' : asPath(smoke.path),
    body,
  });
  return [
    lineOf(ping, { problems: statusProblems(ping), facts: [] }),
    lineOf(version, { problems: statusProblems(version), facts: said === '' ? [] : [`MLflow ${said}`] }),
    checkPrediction(answer, smoke.expect, (value) => {
      const { problems } = checkExpected(value, { predictions: 'list' });
      const object = checkExpected(value, { predictions: 'object' }).problems;
      // One of several outputs may be an object of lists.
      return { problems: problems.length > 0 && object.length > 0 ? problems : [], facts: ['predictions are there'] };
    }),
  ];
}
