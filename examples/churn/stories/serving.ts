import { type ProcessServing, processServing } from '@weighbridge/serving';
import { places } from './places.ts';
import { programEnvironment } from './program.ts';

/** The servers and the proxy that `deploy` started for the repository of the stories. They outlive every command. */
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

/** Where customers ask for predictions. */
export function predictionsUrl(): string {
  const { requests } = served().addresses() ?? {};
  if (requests === undefined) throw new Error('nothing serves the model');
  return `${requests}/predict`;
}

/** The version that answers what no canary does; `none` where nothing serves. */
export async function servingVersion(): Promise<string> {
  return (await served().state()).stable?.version ?? 'none';
}

/** Ends the servers and the proxy, also those of a run that was killed. */
export function stopServing(): Promise<void> {
  return served().stopAll();
}
