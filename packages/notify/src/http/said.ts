import * as z from 'zod';
import { oneLine } from '../text.ts';
import type { Redact } from './redact.ts';

const text = z.string().min(1);

/** The forms in which the services that we tell say what is wrong, and the words in each. */
const complaints = [
  z.object({ errorMessages: z.array(text).min(1) }).transform(({ errorMessages }) => errorMessages.join(' ')),
  z.object({ errors: z.record(text, text) }).transform(({ errors }) => pairs(errors)),
  z.object({ errors: z.array(text).min(1) }).transform(({ errors }) => errors.join(' ')),
  z.object({ error: z.object({ message: text }) }).transform(({ error }) => error.message),
  z.object({ error: text }).transform(({ error }) => error),
  z.object({ message: text }).transform(({ message }) => message),
  z.object({ text }).transform((answer) => answer.text),
];

function pairs(errors: Readonly<Record<string, string>>): string {
  return Object.entries(errors)
    .map(([field, problem]) => `${field}: ${problem}`)
    .join(' ');
}

/** What a service says is wrong, in a line; empty for pages and for silence. It may repeat what it was sent: redacted before it is cut. */
export function saidBy(body: string, redact: Redact): string {
  const json = jsonOf(body);
  const found = complaints.map((form) => form.safeParse(json)).find(({ success, data }) => success && data !== '');
  const words = found?.data ?? (body.trimStart().startsWith('<') ? '' : body);
  return oneLine(redact(words), 200).replace(/[.:]+$/, '');
}

/** Undefined where a text is no JSON: no schema takes it. */
export function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
