import { rmSync } from 'node:fs';
import { servingContract } from '@weighbridge/testing/serving-contract';
import { trial } from '../../test/trial.ts';
import { readState } from './state-file.ts';

servingContract('processServing', { fencing: true, killable: true }, async () => {
  const { open, version, ask, folder, close, kill } = trial();
  return {
    open,
    version,
    ask: async () => (await ask()).version ?? 'none',
    killCanary: async () => kill(readState(folder).canary?.id),
    close: async () => {
      await close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
});
