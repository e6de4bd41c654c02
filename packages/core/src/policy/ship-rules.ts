import { policyErrors } from '../error/policy-errors.ts';
import type { UserError } from '../error/user-error.ts';
import { isGtoName } from '../version/gto.ts';
import { parseDuration } from './grammar.ts';
import type { ModelFile, PolicyFile } from './schema.ts';
import { type Locate, listed, type PolicyPath } from './source.ts';

type DeployFile = NonNullable<ModelFile['deploy']>;

/** What the schema cannot say of `attest`. */
export function attestErrors({ attest }: PolicyFile, locate: Locate): UserError[] {
  const args = missingOfAttest(attest);
  if (!args) return [];
  return [policyErrors.missingKey(args, { place: locate(['attest'], 'value') })];
}

function missingOfAttest({ by, keys, workflow }: PolicyFile['attest']) {
  if (by === 'key' && keys.length === 0)
    return { key: 'keys: [weighbridge.pub]', where: 'attest', meaning: 'Public keys whose signatures are believed.' };
  // Without it the file that happens to run would name itself as the one to believe.
  if (by === 'sigstore' && workflow === undefined)
    return {
      key: 'workflow: ship.yml',
      where: 'attest',
      meaning: 'File of the one workflow whose signature is believed.',
    };
  return undefined;
}

/** What the schema cannot say of `register`, `promote` and `deploy`. */
export function shipRuleErrors(model: ModelFile, path: PolicyPath, locate: Locate): UserError[] {
  const name = String(path.at(-1) ?? '');
  const { register, promote, deploy } = model;
  return [
    ...(register && !isGtoName(name) ? [noTagName(name, path, locate)] : []),
    ...(register && !Object.hasOwn(model.train.outputs, register.output) ? [noOutput(model, path, locate)] : []),
    ...((promote || deploy) && !register ? [noRegister(promote ? 'promote' : 'deploy', path, locate)] : []),
    ...(promote?.gitops && (promote.gitops.image === undefined) === (promote.gitops.key === undefined)
      ? [gitopsKey([...path, 'promote', 'gitops'], locate)]
      : []),
    ...(deploy ? deployErrors(deploy, [...path, 'deploy'], locate) : []),
  ];
}

/** A version is a tag that GTO reads. */
function noTagName(name: string, path: PolicyPath, locate: Locate): UserError {
  const expected = 'letters, digits, `-`, `_` and `/`, so that its versions can be tags';
  return policyErrors.wrongValue(
    { where: 'The name of a registered model', expected, found: name },
    { place: locate(path, 'key') },
  );
}

function noOutput({ train, register }: ModelFile, path: PolicyPath, locate: Locate): UserError {
  const outputs = listed(Object.keys(train.outputs).filter((name) => name !== 'predictions'));
  const key = `${register?.output ?? 'model'}: model/`;
  const meaning = `The output that is registered${outputs === '' ? '' : `; \`register.output\` may name another: ${outputs}`}.`;
  return policyErrors.missingKey(
    { key, where: 'train.outputs', meaning },
    { place: locate([...path, 'train', 'outputs'], 'value') },
  );
}

function noRegister(section: 'promote' | 'deploy', path: PolicyPath, locate: Locate): UserError {
  const meaning = `How versions are made; \`${section}\` needs them.`;
  return policyErrors.missingKey(
    { key: 'register: {}', where: 'the model', meaning },
    { place: locate([...path, section], 'key') },
  );
}

function gitopsKey(path: PolicyPath, locate: Locate): UserError {
  const args = {
    key: 'image',
    where: 'gitops',
    meaning: 'What is set in the file: `image` of a kustomization, or `key` of any other; one of the two.',
  };
  return policyErrors.missingKey(args, { place: locate(path, 'value') });
}

/** The section of `deploy` that a target reads. */
const sectionOf = { process: 'serve', haproxy: 'haproxy', command: 'command' } as const;

function deployErrors(deploy: DeployFile, path: PolicyPath, locate: Locate): UserError[] {
  const section = sectionOf[deploy.target];
  const errors: UserError[] = [];
  if (deploy[section] === undefined) {
    const meaning = `What the target \`${deploy.target}\` needs to know.`;
    errors.push(
      policyErrors.missingKey({ key: `${section}: {…}`, where: 'deploy', meaning }, { place: locate(path, 'value') }),
    );
  }
  if (deploy.metrics.length > 0 && deploy.live?.prometheus === undefined && deploy.live?.file === undefined) {
    const args = { key: 'live: { prometheus: … }', where: 'deploy', meaning: 'Where the metrics are read.' };
    errors.push(policyErrors.missingKey(args, { place: locate([...path, 'metrics'], 'key') }));
  }
  const { steps } = deploy;
  const fall = steps.findIndex((step, index) => index > 0 && step <= (steps[index - 1] ?? 0));
  if (fall > 0) {
    const args = { where: '`steps`', expected: 'percents that rise', found: steps.join(', ') };
    errors.push(policyErrors.wrongValue(args, { place: locate([...path, 'steps', fall], 'value') }));
  }
  return [...errors, ...timeErrors(deploy, path, locate), ...nameErrors(deploy, path, locate)];
}

function timeErrors(deploy: DeployFile, path: PolicyPath, locate: Locate): UserError[] {
  const time = (text: string): number => parseDuration(text) ?? 0;
  if (time(deploy['max-hold']) >= time(deploy.bake)) return [];
  const args = {
    where: '`max-hold`',
    expected: `at least as long as \`bake\`, ${deploy.bake}`,
    found: deploy['max-hold'],
  };
  return [policyErrors.wrongValue(args, { place: locate([...path, 'max-hold'], 'value') })];
}

function nameErrors(deploy: DeployFile, path: PolicyPath, locate: Locate): UserError[] {
  const names = deploy.metrics.map(({ name }) => name);
  return names.flatMap((name, index) =>
    names.indexOf(name) === index
      ? []
      : [
          policyErrors.nameTwice(
            { what: 'metric', name },
            { place: locate([...path, 'metrics', index, 'name'], 'value') },
          ),
        ],
  );
}
