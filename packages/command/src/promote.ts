import { shipErrors } from '@weighbridge/core';
import * as z from 'zod';
import { defineCommand } from './command.ts';
import { modelInputs } from './inputs.ts';
import { permissions } from './permissions.ts';
import { refuseElsewhere } from './ship/adopt-step.ts';
import { promoteStep } from './ship/promote-step.ts';
import { readRegistry } from './ship/registry.ts';
import { allowOlder, shipOutputs, shipResult } from './ship/shell.ts';
import { orRefused } from './ship/ship.ts';
import { withShipLock } from './ship/ship-lock.ts';
import { versionInHand } from './ship/version-in-hand.ts';
import { startWeighing, type Weighing } from './step/weighing.ts';

const inputs = z.object({
  ...modelInputs,
  version: z.string().optional().describe('Version that gets the alias, such as `v1.4.0`. Default: the newest.'),
  allowOlder,
});

/** The alias moves to a version that has trusted, passing evidence for its very bytes. */
export const promote = defineCommand({
  name: 'promote',
  summary: "Move the policy's alias to a version, with trusted evidence for its bytes only.",
  kind: 'step',
  occasion: 'merged',
  inputs,
  outputs: shipOutputs,
  permissions: [permissions.readRecords, permissions.writeVersions],
  async run(given, context) {
    const weighing = await startWeighing(given, context);
    await refuseElsewhere(weighing);
    const shipped = await withShipLock(context, weighing.model.name, () =>
      orRefused(weighing, async () => {
        const inHand = await versionInHand(weighing, given.version ?? (await newest(weighing)));
        const modelVersion = await promoteStep(inHand.weighing, inHand.version, given);
        const record = { ...inHand.weighing.record, modelVersion };
        const reason = `${modelVersion.name} is ${modelVersion.alias?.name ?? 'registered'}`;
        return { outcome: 'promoted', reason, weighing: { ...inHand.weighing, record } };
      }),
    );
    return shipResult(shipped);
  },
});

async function newest({ context, model }: Weighing): Promise<string> {
  const state = await readRegistry(context, model.name);
  const last = state.versions.findLast(({ deregistered }) => !deregistered);
  if (last) return last.name;
  throw shipErrors.unknownVersion({ model: model.name, version: 'at all', near: undefined });
}
