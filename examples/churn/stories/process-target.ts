import { type ProcessServing, processServing } from '@weighbridge/serving';
import { places } from './places.ts';
import { programEnvironment } from './program.ts';
import type { StoryTarget } from './target.ts';

/** The servers and the proxy that `deploy` starts for the repository of the stories: the example's own policy. */
export function processTarget(): StoryTarget {
  return {
    name: 'process',
    policy: (text) => text,
    address() {
      const { requests } = served().addresses() ?? {};
      if (requests === undefined) throw new Error('nothing serves the model');
      return requests;
    },
  };
}

/** Ends them: they outlive every command. */
export function stopProcesses(): Promise<void> {
  return served().stopAll();
}

function served(): ProcessServing {
  return processServing({
    folder: places.serving,
    root: places.repository,
    serve: { run: 'python serve.py', ready: '/health', timeout: 60_000, env: [] },
    env: programEnvironment(),
    proxy: { command: [] },
    log: (line) => console.log(`   ${line}`),
  });
}
