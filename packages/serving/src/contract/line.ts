import { type Answer, answerText } from './ask.ts';

/** One request of a check, and what was found in its answer. */
export interface Line {
  readonly passed: boolean;
  readonly text: string;
}

/** What is wrong, in words after the answer, or what is right. */
export interface Finding {
  readonly problems: readonly string[];
  readonly facts: readonly string[];
}

/** A line about an answer: passed when it came and nothing is wrong with it. */
export function lineOf(answer: Answer, { problems, facts }: Finding): Line {
  const text = answerText(answer);
  if (answer.problem !== undefined) return { passed: false, text };
  const passed = problems.length === 0;
  const said = (passed ? facts : problems).join(', ');
  return { passed, text: said === '' ? text : `${text}: ${said}` };
}

/** What is wrong with an answer that should be 2xx; nothing is said of one that did not come. */
export function statusProblems({ status, problem }: Answer): readonly string[] {
  if (problem !== undefined || (status !== undefined && status >= 200 && status < 300)) return [];
  return ['expected 2xx'];
}

/** The value of a JSON answer, or why there is none. */
export type JsonBody = { readonly value: unknown } | { readonly problem: string };

/** Reads a JSON answer; its content type must say so, too. */
export function jsonOf({ type, text }: Answer): JsonBody {
  if (type !== 'application/json' && !type.endsWith('+json')) {
    return { problem: type === '' ? 'no content type' : `the content type is ${type}, not application/json` };
  }
  try {
    return { value: JSON.parse(text) };
  } catch {
    return { problem: 'the body is not JSON' };
  }
}

/** What the parts of a finding say together. */
export function together(...findings: readonly Finding[]): Finding {
  return {
    problems: findings.flatMap(({ problems }) => problems),
    facts: findings.flatMap(({ facts }) => facts),
  };
}
