import { type Command, permissions as known } from '@weighbridge/command';
import { type InputSpec, inputSpecs } from 'weighbridge';
import { stringify } from 'yaml';
import { header } from './files.ts';

/** One entry of `spec:inputs`. */
export interface ComponentInput {
  readonly type?: 'string' | 'number' | 'boolean' | 'array';
  readonly description: string;
  readonly default?: unknown;
  readonly options?: readonly string[];
  readonly regex?: string;
}

/** GitLab refuses a description that is longer. */
const maxDescription = 1024;
const { signKeyless } = known;
const number = String.raw`^(-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?)?$`;
/** Inputs of GitHub's actions only: `needs` takes the JSON of the needed jobs' results; what `stage` chooses is a component. */
const githubOnly: ReadonlySet<string> = new Set(['needs', 'stage']);
export const yamlStyle = { lineWidth: 0, singleQuote: true } as const;

/**
 * `template.yml` of one command. Inputs reach the program through `variables:` alone and unexpanded: inside `script:`
 * they would be shell injection. `earlier` are the commands that come before this one; their jobs are waited for.
 */
export function componentTemplate(command: Command, earlier: readonly string[], version: string): string {
  const specs = inputSpecs(command.inputs).filter(({ name }) => !githubOnly.has(name));
  const commandInputs = specs.map((spec) => [spec.name, componentInput(spec)] as const);
  const ofJob = jobInputs(command, earlier, version);
  const twice = specs.find(({ name }) => name in ofJob);
  if (twice) throw new Error(`input ${twice.name} of ${command.name} has the name of a job input of its component`);
  const inputs = { ...ofJob, ...Object.fromEntries(commandInputs) };
  const body = { '$[[ inputs.job-name ]]': jobBody(command, specs) };
  return `# ${header}\n${stringify({ spec: { inputs } }, yamlStyle)}---\n${stringify(body, yamlStyle)}`;
}

/** Inputs that every component's job has. */
export function jobInputs(
  command: Command,
  earlier: readonly string[],
  version: string,
): Record<string, ComponentInput> {
  const { name } = command;
  const before = ['model', ...earlier.map((command) => `weighbridge-${command}`)];
  return {
    'job-name': { description: 'Name of the job.', default: `weighbridge-${name}` },
    stage: { description: 'Stage of the job.', default: 'test' },
    image: { description: 'Image with Node 20 or newer and git.', default: 'node:24' },
    package: {
      description: 'npm package that the job runs: change it for a mirror, or for a file in your repository.',
      default: `weighbridge@${version}`,
    },
    needs: {
      type: 'array',
      description: 'Jobs to wait for and to take artifacts from, as in `needs:`.',
      default: before.map((job) => ({ job, optional: true })),
    },
    rules: { type: 'array', description: 'When the job runs, as in `rules:`.', default: occasionsOf(command) },
  };
}

/** Jobs of one queue run one after the other; a look need not wait for a rollout. */
function queueOf(occasion: NonNullable<Command['occasion']>): string {
  return occasion === 'scheduled' ? 'weighbridge-monitor' : 'weighbridge-ship';
}

/** When a command's job runs, unless its user says otherwise. */
function occasionsOf({ name, occasion }: Command): readonly object[] {
  const onMain = { if: '$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH' };
  if (occasion === 'scheduled')
    return [{ if: '$CI_PIPELINE_SOURCE == "schedule" && $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH' }];
  if (occasion === 'by hand') return [{ ...onMain, when: 'manual', allow_failure: true }];
  if (occasion === 'merged')
    return [{ if: '$CI_PIPELINE_SOURCE == "push" && $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH' }];
  // A failed gate must still be reported: without `always` the job would be skipped.
  const when = name === 'report' ? { when: 'always' } : {};
  return [
    { if: '$CI_PIPELINE_SOURCE == "merge_request_event"', ...when },
    { ...onMain, ...when },
  ];
}

function jobBody({ name, outputs, occasion, permissions }: Command, specs: readonly InputSpec[]): object {
  const named = specs.some(({ key }) => key === 'model') ? '$[[ inputs.model ]]' : '';
  const inputs = specs.map((spec) => [variableName(spec.name), { value: variableValue(spec), expand: false }]);
  return {
    stage: '$[[ inputs.stage ]]',
    image: '$[[ inputs.image ]]',
    needs: '$[[ inputs.needs ]]',
    rules: '$[[ inputs.rules ]]',
    // Versions and weights are moved by one job at a time.
    ...(occasion ? { resource_group: queueOf(occasion), interruptible: false } : {}),
    ...(permissions.includes(signKeyless) ? { id_tokens: { SIGSTORE_ID_TOKEN: { aud: 'sigstore' } } } : {}),
    variables: {
      WEIGHBRIDGE_PACKAGE: { value: '$[[ inputs.package ]]', expand: false },
      ...Object.fromEntries(inputs),
    },
    script: [`npx --yes --package "$WEIGHBRIDGE_PACKAGE" weighbridge ${name}\n`],
    artifacts: {
      name: `wb-${named}-$CI_JOB_NAME_SLUG`,
      when: 'always',
      paths: ['.weighbridge/'],
      ...('verdict' in outputs.shape ? { reports } : {}),
    },
  };
}

/**
 * A value that is nothing but an input keeps the input's type, and a variable that is a boolean is refused. Inside
 * longer text it is printed, so those get a blank, which the program takes off.
 */
export function variableValue({ name, kind }: InputSpec): string {
  return kind === 'boolean' || kind === 'number' ? `$[[ inputs.${name} ]] ` : `$[[ inputs.${name} ]]`;
}

/** Written by every command that ends with a verdict. */
const reports = {
  dotenv: '.weighbridge/reports/weighbridge.env',
  codequality: '.weighbridge/reports/codequality.json',
  junit: '.weighbridge/reports/junit.xml',
  metrics: '.weighbridge/reports/metrics.txt',
};

/** `max-drop` → `WEIGHBRIDGE_INPUT_MAX_DROP`. */
export function variableName(name: string): string {
  return `WEIGHBRIDGE_INPUT_${name.toUpperCase().replaceAll('-', '_')}`;
}

/** Lists are one string: GitLab prints arrays as Ruby text. An optional input is a string that may be empty. */
export function componentInput(spec: InputSpec): ComponentInput {
  const description =
    spec.kind === 'list' ? `${spec.description} One item a line, or commas between.` : spec.description;
  if (description.length > maxDescription) throw new Error(`description of input ${spec.name} is too long for GitLab`);
  const optional = spec.required ? {} : { default: '' };
  if (spec.default !== undefined) return withDefault(spec, description);
  if (spec.kind === 'number') return { description, ...optional, regex: number };
  const options = choices(spec);
  return options
    ? { description, ...optional, options: spec.required ? options : ['', ...options] }
    : { description, ...optional };
}

function choices(spec: InputSpec): readonly string[] | undefined {
  return spec.kind === 'boolean' ? ['true', 'false'] : spec.options;
}

function withDefault(spec: InputSpec, description: string): ComponentInput {
  const { kind } = spec;
  if (kind === 'number' || kind === 'boolean') return { type: kind, description, default: spec.default };
  const text = Array.isArray(spec.default) ? spec.default.join('\n') : String(spec.default);
  return { description, default: text, ...(spec.options ? { options: spec.options } : {}) };
}
