import { fakeMlflow } from '@weighbridge/testing';
import { trackerContract } from '@weighbridge/testing/tracker-contract';
import { mlflowTracker } from './mlflow-tracker.ts';

trackerContract('mlflowTracker on a fake', async () => {
  const server = await fakeMlflow();
  return {
    open: () => mlflowTracker({ uri: server.url, registeredModel: 'churn', now: () => new Date(0), pauseMs: 1 }),
    close: () => server.close(),
  };
});
