import type { Command } from '@weighbridge/command';
import { inputErrors } from '@weighbridge/core';
import { inputSpecs, inputValue } from './input-values.ts';

/** Raw text → the command's own input type. */
export function parseInputs(command: Command, values: ReadonlyMap<string, string>): Record<string, unknown> {
  const specs = inputSpecs(command.inputs);
  const raw: Record<string, unknown> = {};
  for (const spec of specs) {
    const text = values.get(spec.key);
    if (text !== undefined && text !== '') raw[spec.key] = inputValue(spec, text);
    else if (spec.required) throw inputErrors.missingInput({ command: command.name, name: spec.name });
  }
  const parsed = command.inputs.safeParse(raw);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw inputErrors.wrongInputs({ what: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}` });
}
