import { type Command, type Result, registry } from '@weighbridge/command';
import { closest, inputErrors } from '@weighbridge/core';
import { commandLineShell } from './shell/command-line.ts';
import { reportFailure } from './shell/failure.ts';
import type { Shell } from './shell/shell.ts';
import { parseInputs } from './shell/typed-inputs.ts';

/** The command line: `weighbridge <command> [model] [options]`. Resolves to the exit code. */
export async function runCommandLine(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  return guarded(env, async () => {
    const [name, ...rest] = argv;
    if (name === undefined || name === '--help' || name === '-h' || name === 'help') return showOverview();
    if (name === '--version') return print(`${(await import('./version.ts')).version}\n`);
    const command = await loadCommand(name);
    return runWith(command, commandLineShell(command, rest, env));
  });
}

/** An action's stub: inputs come from `INPUT_*`, outputs go to the runner's files. Resolves to the exit code. */
export async function runAction(name: string, env: NodeJS.ProcessEnv): Promise<number> {
  return guarded(env, async () => {
    const command = await loadCommand(name);
    const { actionShell } = await import('./shell/action.ts');
    return runWith(command, await actionShell(command, env));
  });
}

async function loadCommand(name: string): Promise<Command> {
  const load = Object.hasOwn(registry, name) ? registry[name] : undefined;
  const names = Object.keys(registry);
  if (!load) throw inputErrors.unknownCommand({ name, near: closest(name, names), known: names.join(', ') });
  return load();
}

async function runWith(command: Command, shell: Shell): Promise<number> {
  if (shell.help) {
    const { commandHelp } = await import('./shell/help.ts');
    return print(commandHelp(command));
  }
  const inputs = parseInputs(command, shell.values);
  const { makeContext } = await import('./context.ts');
  const context = await makeContext(shell);
  const result: Result<Record<string, unknown>> = await command.run(inputs, context);
  await shell.finish(result);
  return result.exit;
}

async function showOverview(): Promise<number> {
  const [{ overview }, { version }] = await Promise.all([import('./shell/help.ts'), import('./version.ts')]);
  const commands = await Promise.all(Object.values(registry).map((load) => load()));
  return print(overview(commands, version));
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}

async function guarded(env: NodeJS.ProcessEnv, work: () => Promise<number>): Promise<number> {
  // `weighbridge … | head` closes the pipe early; what was asked for has been read.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
  try {
    return await work();
  } catch (error) {
    return reportFailure(error, env);
  }
}
