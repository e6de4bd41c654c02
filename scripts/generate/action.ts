import type { Command } from '@weighbridge/command';
import { type InputSpec, inputSpecs } from 'weighbridge';
import { stringify } from 'yaml';
import { header } from './files.ts';
import { outputSpecs } from './outputs.ts';

/** One row of `inputs:`. Actions know strings only; the program reads them by the declared type. */
interface ActionInput {
  readonly description: string;
  readonly required?: true;
  readonly default?: string;
}

/** The one input that no command declares: it is for the shell, which calls the forge with it. */
const token: ActionInput = {
  description: "Token for the forge's API. The job's own unless another is given.",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the runner's expression syntax.
  default: '${{ github.token }}',
};

/** `action.yml` of one command. `bundle` is the path from the action's folder to `dist`. */
export function actionYaml(command: Command, bundle: string): string {
  const inputs = Object.fromEntries(inputSpecs(command.inputs).map((spec) => [spec.name, actionInput(spec)]));
  const outputs = outputSpecs(command).map(({ name, description }) => [name, { description }]);
  const action = {
    name: command.name === 'pipeline' ? 'Weighbridge' : `Weighbridge ${command.name}`,
    description: command.summary,
    author: 'Weighbridge',
    branding: { icon: 'check-square', color: 'gray-dark' },
    inputs: { ...inputs, token },
    ...(outputs.length > 0 ? { outputs: Object.fromEntries(outputs) } : {}),
    runs: { using: 'node24', main: `${bundle}/${command.name}.mjs` },
  };
  return `# ${header}\n${stringify(action, { lineWidth: 0, singleQuote: true })}`;
}

function actionInput(spec: InputSpec): ActionInput {
  const choice = spec.options ? ` One of: ${spec.options.join(', ')}.` : '';
  return {
    description: `${spec.description}${choice}`,
    ...(spec.required ? { required: true } : {}),
    ...defaultText(spec),
  };
}

/** The default as the text that a shell would pass; lists stand on lines. Empty ones are left out. */
export function defaultText(spec: InputSpec): { readonly default?: string } {
  const value = Array.isArray(spec.default) ? spec.default.join('\n') : spec.default;
  return value === undefined || value === '' ? {} : { default: String(value) };
}
