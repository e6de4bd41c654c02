import { emptyServing, memoryServing } from './memory-serving.ts';
import { servingContract } from './serving-contract.ts';

servingContract('a serving system in memory', { fencing: true, killable: true }, async () => {
  const state = emptyServing();
  const serving = memoryServing(state);
  return {
    open: () => memoryServing(state),
    version: (name) => ({ version: name, model: `sha256:${'a'.repeat(64)}`, path: '/nowhere' }),
    ask: async () => serving.ask(),
    killCanary: async () => {
      state.healthy = false;
    },
    close: async () => undefined,
  };
});
