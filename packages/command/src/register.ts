import * as z from 'zod';
import { defineCommand } from './command.ts';
import { modelInputs } from './inputs.ts';
import { permissions } from './permissions.ts';
import { shipOutputs, shipResult } from './ship/shell.ts';
import { ship } from './ship/ship.ts';

/** A version and nothing more: no alias moves. */
export const register = defineCommand({
  name: 'register',
  summary: 'Make a version of the model that passed: tag, manifest, card, bill of materials, registries.',
  kind: 'step',
  occasion: 'merged',
  inputs: z.object(modelInputs),
  outputs: shipOutputs,
  permissions: [
    permissions.readBase,
    permissions.readRecords,
    permissions.readMerged,
    permissions.writeVersions,
    permissions.signKeyless,
  ],
  async run(given, context) {
    const options = { goal: 'register', mode: 'tick', note: false, allowOlder: false } as const;
    return shipResult(await ship(given, context, options));
  },
});
