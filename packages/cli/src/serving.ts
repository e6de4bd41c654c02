import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context, Log } from '@weighbridge/command';

interface Given {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
  /** The folder that paths in the policy are relative to. */
  readonly root: string;
}

/** What serves a model and what is counted there; each library is loaded on first use. */
export function servingPorts({ env, log, root }: Given): Pick<Context, 'serving' | 'live' | 'history' | 'checkServed'> {
  return {
    async serving(target, { folder, memory }) {
      const { commandServing, haproxyServing, processServing } = await import('@weighbridge/serving');
      if (target.kind === 'haproxy') return haproxyServing({ haproxy: target.haproxy, root, env, memory });
      if (target.kind === 'command') return commandServing({ hooks: target.hooks, folder, root, env });
      return processServing({
        folder,
        root,
        serve: target.serve,
        env,
        proxy: { command: proxyCommand() },
        log: (line) => log.info(line),
      });
    },
    async live(policy) {
      const { fileLive, prometheusLive } = await import('@weighbridge/serving');
      if (policy.kind === 'file')
        return fileLive({ path: policy.path, readText: (path) => readFile(join(root, path), 'utf8') });
      const { PROMETHEUS_TOKEN: token } = env;
      return prometheusLive({ url: policy.url, label: policy.label, ...(token ? { token } : {}) });
    },
    async history(url) {
      const { prometheusHistory } = await import('@weighbridge/serving');
      const { PROMETHEUS_TOKEN: token } = env;
      return prometheusHistory({ url, ...(token ? { token } : {}) });
    },
    async checkServed(address, smoke) {
      const { checkServed } = await import('@weighbridge/serving');
      return checkServed(address, smoke, (path) => readFile(join(root, path), 'utf8'));
    },
  };
}

/** The proxy of the `process` target outlives this process: a program of its own, beside the bundle or in the sources. */
function proxyCommand(): readonly string[] {
  const own = import.meta.filename;
  const source = join(import.meta.dirname, '../../serving/src/process/proxy-main.ts');
  return [process.execPath, own.endsWith('.ts') ? source : join(import.meta.dirname, 'proxy.mjs')];
}
