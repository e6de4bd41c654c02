import { describe, expect, it } from 'vitest';
import { commandEnvironment, refusedNames, variableDigests } from './environment.ts';

const tokens = {
  GITHUB_TOKEN: 't',
  GH_TOKEN: 't',
  GITEA_TOKEN: 't',
  FORGEJO_TOKEN: 't',
  GITLAB_TOKEN: 't',
  CI_JOB_TOKEN: 't',
  CI_JOB_JWT: 't',
  CI_JOB_JWT_V2: 't',
  CI_REPOSITORY_URL: 'https://gitlab-ci-token:t@gitlab.example.org/acme/models.git',
  CI_REGISTRY_PASSWORD: 't',
  SIGSTORE_ID_TOKEN: 't',
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: 't',
  ACTIONS_RUNTIME_TOKEN: 't',
  INPUT_TOKEN: 't',
  GITHUB_ENV: '/runner/env',
  GITHUB_PATH: '/runner/path',
  GITHUB_OUTPUT: '/runner/output',
  GITHUB_STATE: '/runner/state',
  GITHUB_STEP_SUMMARY: '/runner/summary',
  WEIGHBRIDGE_ID_KEY: 't',
  github_token: 't',
};

describe('refusedNames', () => {
  it('names every token of a forge, every door into its runner, and our own variables', () => {
    expect(refusedNames(Object.keys(tokens))).toEqual(Object.keys(tokens));
  });

  it('lets a user name credentials that are his own', () => {
    expect(refusedNames(['AWS_SECRET_ACCESS_KEY', 'HF_TOKEN', 'WANDB_API_KEY', 'GITHUB_SHA', 'DATABASE_URL'])).toEqual(
      [],
    );
  });
});

describe('commandEnvironment', () => {
  it('passes what a Python program needs to run', () => {
    const env = {
      PATH: '/usr/bin',
      HOME: '/home/runner',
      LC_ALL: 'C.UTF-8',
      VIRTUAL_ENV: '/venv',
      pythonLocation: '/opt/python',
      CONDA_PREFIX: '/conda',
      CUDA_VISIBLE_DEVICES: '0',
      OMP_NUM_THREADS: '2',
      CI: 'true',
    };
    expect(commandEnvironment(env, [], {})).toEqual(env);
  });

  it('passes no token of the forge, named or not, and no credential that was not named', () => {
    const own = {
      AWS_SECRET_ACCESS_KEY: 's',
      AWS_SESSION_TOKEN: 's',
      NVIDIA_API_KEY: 's',
      CONDA_TOKEN: 's',
      BASH_ENV: 'x',
    };
    expect(commandEnvironment({ ...tokens, ...own }, Object.keys(tokens), {})).toEqual({});
    expect(commandEnvironment({ ...tokens, ...own }, ['AWS_SESSION_TOKEN'], {})).toEqual({ AWS_SESSION_TOKEN: 's' });
  });

  it('sets ours over what the job had', () => {
    expect(commandEnvironment({ WEIGHBRIDGE_SEED: '1', PATH: '/bin' }, [], { WEIGHBRIDGE_SEED: '7' })).toEqual({
      PATH: '/bin',
      WEIGHBRIDGE_SEED: '7',
    });
  });

  it('passes a proxy, and one with a password only by name', () => {
    const env = { https_proxy: 'http://proxy.example.org:3128', HTTP_PROXY: 'http://me:secret@proxy.example.org:3128' };
    expect(commandEnvironment(env, [], {})).toEqual({ https_proxy: env.https_proxy });
    expect(commandEnvironment(env, ['HTTP_PROXY'], {})).toEqual(env);
  });

  it('leaves out a named variable that is not set', () => {
    expect(commandEnvironment({ HF_TOKEN: undefined }, ['HF_TOKEN', 'DATA_URL'], {})).toEqual({});
  });
});

describe('variableDigests', () => {
  it('digests what is set, and leaves out what looks like a credential', () => {
    const env = { FOO: 'a', EMPTY: '', HF_TOKEN: 't', wandb_api_key: 't', DB_PASSWORD: 't', OTHER: 'o' };
    const names = ['FOO', 'EMPTY', 'UNSET', 'HF_TOKEN', 'wandb_api_key', 'DB_PASSWORD', 'GITHUB_TOKEN'];
    const found = variableDigests(env, names, (bytes) => `sha256:${bytes.length}`);
    expect(found).toEqual({ FOO: 'sha256:1', EMPTY: 'sha256:0' });
  });
});
