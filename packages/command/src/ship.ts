import * as z from 'zod';
import { defineCommand } from './command.ts';
import { modelInputs, noteInputs } from './inputs.ts';
import { permissions } from './permissions.ts';
import { allowOlder, shipOutputs, shipResult, waits } from './ship/shell.ts';
import { ship as shipModel } from './ship/ship.ts';

const inputs = z.object({ ...modelInputs, ...noteInputs, wait: waits, allowOlder });

/** After the merge, in a job that runs no training code. */
export const ship = defineCommand({
  name: 'ship',
  summary: 'After the merge: take over the weighed bytes, then ledger, register, promote and deploy.',
  kind: 'step',
  occasion: 'merged',
  inputs,
  outputs: shipOutputs,
  permissions: [
    permissions.readBase,
    permissions.readRecords,
    permissions.readMerged,
    permissions.writeVersions,
    permissions.signKeyless,
    permissions.showDeployments,
    permissions.writeNote,
  ],
  async run({ wait, ...given }, context) {
    return shipResult(await shipModel(given, context, { ...given, goal: 'deploy', mode: wait ? 'wait' : 'tick' }));
  },
});
