import type { SmokePolicy } from '@weighbridge/core';
import type { Ask } from './ask.ts';
import { checkPrediction } from './check-prediction.ts';
import { jsonOf, type Line, lineOf, statusProblems } from './line.ts';
import { type DeclaredPrediction, findPrediction } from './openapi-document.ts';
import { asPath, type ReadText, sampleRequest } from './sample-request.ts';
import { schemaProblems } from './schema-check.ts';
import { sampleOf } from './schema-sample.ts';

/** A server that describes itself, as FastAPI does: asked as it says, and its answer held against what it says. */
export async function checkOpenapi(ask: Ask, smoke: SmokePolicy, readText: ReadText): Promise<readonly Line[]> {
  const sample = await sampleRequest(smoke, readText);
  const page = await ask({ method: 'GET', path: '/openapi.json' });
  const read = jsonOf(page);
  if (page.problem !== undefined || statusProblems(page).length > 0 || 'problem' in read) {
    const problems = 'problem' in read ? [...statusProblems(page), read.problem] : statusProblems(page);
    return [lineOf(page, { problems, facts: [] })];
  }
  const path = smoke.path === undefined ? undefined : asPath(smoke.path);
  const declared = findPrediction(read.value, path);
  if (!declared) {
    return [lineOf(page, { problems: [`it declares no POST ${path ?? 'that takes JSON'}`], facts: [] })];
  }
  const described = lineOf(page, { problems: [], facts: [`it declares POST ${declared.path}`] });
  const prediction = await askDeclared(ask, declared, sample, smoke);
  return [described, prediction, ...(await askBadly(ask, declared))];
}

async function askDeclared(
  ask: Ask,
  { path, request, example, response, resolve }: DeclaredPrediction,
  sample: string | undefined,
  smoke: SmokePolicy,
): Promise<Line> {
  const made = example ?? (request ? sampleOf(request, resolve) : {});
  const answer = await ask({ method: 'POST', path, body: sample ?? JSON.stringify(made) });
  return checkPrediction(answer, smoke.expect, (value) => ({
    problems: response ? schemaProblems(value, response, resolve) : [],
    facts: response ? ['as declared'] : [],
  }));
}

/** What no schema of an object or a list allows: a server that breaks on it breaks on a caller's mistake. */
const badRequest = JSON.stringify('neither an object nor a list');

async function askBadly(
  ask: Ask,
  { path, declaresBadRequests, request }: DeclaredPrediction,
): Promise<readonly Line[]> {
  if (!declaresBadRequests || !request) return [];
  const answer = await ask({ method: 'POST', path, body: badRequest });
  const { status = 0 } = answer;
  const passed = status >= 400 && status < 500;
  const line = lineOf(answer, { problems: passed ? [] : ['expected 4xx'], facts: ['a bad request is refused'] });
  return [{ ...line, text: line.text.replace(' answered ', ' with a bad request answered ') }];
}
