import type { SmokePolicy } from '@weighbridge/core';
import type { Answer } from './ask.ts';
import { checkExpected } from './expect.ts';
import { type Finding, jsonOf, type Line, lineOf, statusProblems, together } from './line.ts';

/** Judges the answer of a prediction: 2xx, JSON, what is expected, and what the kind wants of it beside. */
export function checkPrediction(
  answer: Answer,
  expect: SmokePolicy['expect'],
  more: (value: unknown) => Finding,
): Line {
  const status = statusProblems(answer);
  if (answer.problem !== undefined || status.length > 0)
    return lineOf(answer, { problems: [...status, excerpt(answer)], facts: [] });
  const body = jsonOf(answer);
  if ('problem' in body) return lineOf(answer, { problems: [body.problem], facts: [] });
  return lineOf(answer, together(more(body.value), checkExpected(body.value, expect)));
}

/** The beginning of what the server says of its failure. */
function excerpt({ text }: Answer): string {
  const said = text.replaceAll(/\s+/g, ' ').trim();
  return said === '' ? 'it said nothing' : `it said ${said.length > 200 ? `${said.slice(0, 199)}…` : said}`;
}
