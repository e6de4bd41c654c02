import type { Command } from '@weighbridge/command';
import { inputErrors } from '@weighbridge/core';
import type * as z from 'zod';
import { inputSpecs, inputValue, kebab } from './input-values.ts';

/** Raw text → the command's own input type. */
export function parseInputs(command: Command, values: ReadonlyMap<string, string>): Record<string, unknown> {
  const specs = inputSpecs(command.inputs);
  const raw: Record<string, unknown> = {};
  for (const spec of specs) {
    const text = values.get(spec.key);
    if (text !== undefined && text !== '') raw[spec.key] = inputValue(spec, text);
    else if (spec.required) throw inputErrors.missingInput({ command: command.name, name: spec.name });
  }
  // `jitless`: parsed once, so that compiling the schema would not pay.
  const parsed = command.inputs.safeParse(raw, { jitless: true });
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const key = String(issue?.path[0] ?? '');
  throw inputErrors.inputRange({ name: kebab(key), value: String(raw[key]), wanted: wantedBy(issue) });
}

/** The bound that a value broke, in words. */
function wantedBy(issue: z.core.$ZodIssue | undefined): string {
  if (issue?.code === 'too_big') return `a number ${issue.inclusive ? 'of at most' : 'below'} ${issue.maximum}`;
  if (issue?.code === 'too_small') return `a number ${issue.inclusive ? 'of at least' : 'above'} ${issue.minimum}`;
  return `another value (${issue?.message ?? 'it does not fit'})`;
}
