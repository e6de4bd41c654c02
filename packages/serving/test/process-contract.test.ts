import { servingContract } from '@weighbridge/testing/serving-contract';
import { trial } from './trial.ts';

servingContract('processServing', { fencing: true, killable: true }, async () => {
  const { open, version, ask, state, close, kill } = trial();
  return {
    open,
    version,
    ask: async () => (await ask()).version ?? 'none',
    killCanary: async () => kill(state().canary?.id),
    close,
  };
});
