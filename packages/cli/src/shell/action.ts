import * as core from '@actions/core';
import type { Command, Result } from '@weighbridge/command';
import { inputSpecs, kebab } from './input-values.ts';
import { annotationLines } from './runner-commands.ts';
import { runnerText } from './runner-text.ts';
import type { Shell } from './shell.ts';

/** Inputs from `INPUT_*` (the runner keeps their dashes), outputs and summary through the runner's files. */
export async function actionShell(command: Command, env: NodeJS.ProcessEnv): Promise<Shell> {
  const token = core.getInput('token');
  if (token) core.setSecret(token);
  const values = inputSpecs(command.inputs).map(({ key, name }) => [key, core.getInput(name)] as const);
  return {
    values: new Map(values.filter(([, text]) => text !== '')),
    help: false,
    env,
    progress: process.stdout,
    log: { info: (message) => core.info(runnerText(message, env)), warn: (message) => core.warning(message) },
    async finish(result: Result<Record<string, unknown>>) {
      for (const [key, value] of Object.entries(result.outputs))
        if (value !== undefined) core.setOutput(kebab(key), value);
      core.info(runnerText(result.text, env));
      process.stdout.write(annotationLines(result.annotations ?? [], env));
    },
  };
}
