import { appendFile } from 'node:fs/promises';
import type { Command, Result } from '@weighbridge/command';
import { parseArguments } from './arguments.ts';
import { type InputSpec, inputSpecs } from './input-values.ts';
import { terminalLog } from './log.ts';
import { annotationLines } from './runner-commands.ts';
import { runnerJson, runnerText } from './runner-text.ts';
import type { Shell } from './shell.ts';

/**
 * Inputs from argv, and under it from `WEIGHBRIDGE_INPUT_<NAME>`: that is how GitLab components pass theirs,
 * because a value that stands inside `script:` would be read by the shell.
 */
export function commandLineShell(command: Command, argv: readonly string[], env: NodeJS.ProcessEnv): Shell {
  const specs = inputSpecs(command.inputs);
  const { values, json, help } = parseArguments(command.name, specs, argv);
  return {
    values: new Map([...fromEnvironment(specs, env), ...values]),
    help,
    env,
    log: terminalLog(env),
    progress: process.stderr,
    async finish(result) {
      const text = json ? runnerJson(`${JSON.stringify(result.json, null, 2)}\n`, env) : runnerText(result.text, env);
      process.stdout.write(text);
      // The runner reads both streams; what `--json` prints stays JSON where it goes into a file.
      (json ? process.stderr : process.stdout).write(annotationLines(result.annotations ?? [], env));
      await writeDotenv(env, result);
    },
  };
}

function fromEnvironment(specs: readonly InputSpec[], env: NodeJS.ProcessEnv): [string, string][] {
  return specs.flatMap((spec) => {
    const text = env[`WEIGHBRIDGE_INPUT_${spec.name.toUpperCase().replaceAll('-', '_')}`]?.trim();
    return text === undefined || text === '' ? [] : [[spec.key, text] satisfies [string, string]];
  });
}

/** `run:` steps on GitHub name their step's output file; the CLI writes the same outputs there as the action does. */
async function writeDotenv(env: NodeJS.ProcessEnv, result: Result<Record<string, unknown>>): Promise<void> {
  if (!env['GITHUB_OUTPUT'] || env['WEIGHBRIDGE_OUTPUTS'] === 'none') return;
  const lines = Object.entries(result.outputs)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${String(value).replace(/[\r\n]+/g, ' ')}\n`);
  await appendFile(env['GITHUB_OUTPUT'], lines.join(''));
}
