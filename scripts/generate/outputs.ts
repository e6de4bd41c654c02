import type { Command } from '@weighbridge/command';
import { kebab } from 'weighbridge';
import * as z from 'zod';

/** One output as shells show it. */
export interface OutputSpec {
  readonly name: string;
  readonly description: string;
}

/** The outputs of a command, in the order of its zod object. An output without a description is an error. */
export function outputSpecs(command: Command): OutputSpec[] {
  return Object.entries(command.outputs.shape).map(([key, schema]) => {
    const description = schema instanceof z.ZodType ? schema.description : undefined;
    if (!description) throw new Error(`output ${key} of ${command.name} has no description`);
    return { name: kebab(key), description };
  });
}
