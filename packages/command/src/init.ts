import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { inputErrors } from '@weighbridge/core';
import * as z from 'zod';
import { type Context, defineCommand } from './command.ts';
import { githubWorkflow } from './init/github-workflow.ts';
import { gitlabPipeline } from './init/gitlab-pipeline.ts';
import { monitorWorkflow, retrainWorkflow } from './init/monitor-workflow.ts';
import { rolloutWorkflow } from './init/rollout-workflow.ts';
import { starterPolicy } from './init/starter-policy.ts';
import { writeAtomic } from './workspace/record-file.ts';

const inputs = z.object({
  forge: z.enum(['github', 'gitlab', 'both']).default('both').describe('Which forge the workflow is written for.'),
  model: z
    .string()
    .regex(/^[a-z0-9][a-z0-9_-]*$/)
    .default('model')
    .describe('Name of the model in the policy.'),
  train: z.string().default('python train.py').describe('Command that trains and writes the predictions file.'),
  predictions: z.string().default('predictions.csv').describe('Predictions file that the command writes.'),
  target: z.string().default('y_true').describe('Column with the true label.'),
  score: z.string().default('y_score').describe('Column with the score of the positive class.'),
  ship: z
    .boolean()
    .default(false)
    .describe('Write what comes after a merge, too: versions, an alias, the tick of rollouts, and the way back.'),
  monitor: z
    .boolean()
    .default(false)
    .describe(
      'Write the look at production once a day and the retraining, too, with all of `ship`: there must be a champion.',
    ),
  output: z.string().default('model').describe('With `ship`: file or folder that the command leaves the model in.'),
  branch: z.string().default('main').describe('Default branch: its runs are the baselines.'),
  force: z.boolean().default(false).describe('Overwrite files that are there.'),
});
const outputs = z.object({ files: z.string().describe('The files written, one per line.') });

/** Writes a policy and the workflow files, with the one job that the branch protection should require. */
export const init = defineCommand({
  name: 'init',
  summary: 'Write weighbridge.yml and the workflow files, with the one job to require.',
  kind: 'local',
  inputs,
  outputs,
  permissions: [],
  async run(asked, context) {
    const given = { ...asked, ship: asked.ship || asked.monitor };
    const files = filesFor(given);
    if (!given.force) await refuseExisting(context, files);
    for (const { path, text } of files) await writeAtomic(join(context.root, path), text);
    const paths = files.map(({ path }) => path);
    const text = [...paths.map((path) => `wrote ${path}`), '', ...nextSteps(given), ''].join('\n');
    return { exit: 0, outputs: { files: paths.join('\n') }, text, json: { files: paths } };
  },
});

/** What `init` is told, with every default filled in. */
export type InitInputs = z.output<typeof inputs>;

function filesFor(given: InitInputs): { path: string; text: string }[] {
  const { forge, ship, monitor } = given;
  const workflows = [
    { path: '.github/workflows/weighbridge.yml', text: githubWorkflow(given) },
    ...(ship ? [{ path: '.github/workflows/weighbridge-rollout.yml', text: rolloutWorkflow() }] : []),
    ...(monitor
      ? [
          { path: '.github/workflows/weighbridge-monitor.yml', text: monitorWorkflow() },
          { path: '.github/workflows/weighbridge-retrain.yml', text: retrainWorkflow(given) },
        ]
      : []),
  ];
  return [
    { path: 'weighbridge.yml', text: starterPolicy(given) },
    ...(forge === 'gitlab' ? [] : workflows),
    ...(forge === 'github' ? [] : [{ path: '.gitlab-ci.yml', text: gitlabPipeline(given) }]),
  ];
}

async function refuseExisting(context: Context, files: readonly { path: string }[]): Promise<void> {
  for (const { path } of files) {
    const there = await access(join(context.root, path)).then(
      () => true,
      () => false,
    );
    if (there) throw inputErrors.fileExists({ file: path });
  }
}

const required = {
  github: 'On GitHub, require the job "verdict" on your default branch (Settings → Rules).',
  gitlab:
    'On GitLab, switch on "Pipelines must succeed", and for notes set WEIGHBRIDGE_TOKEN (api scope, Developer role).',
};

/** What the ledger and the tags are worth depends on who may write them. */
const guarded = {
  github:
    'For shipping, add rules for the branch weighbridge/ledger and the tags *@v* and *#*: only workflows write them.',
  gitlab:
    'For shipping, give WEIGHBRIDGE_TOKEN write_repository, and add a schedule on the default branch once there is `deploy`.',
};

/** The rows are the user's to bring, and some rights are given in settings only. */
const watched = {
  github:
    'For watching, bring the rows to `monitor.current`, and let workflows open pull requests (Settings → Actions → General); else the issue has the link.',
  gitlab:
    'For watching, bring the rows to `monitor.current`, and add a schedule once a day with the variable WEIGHBRIDGE_SCHEDULE = monitor.',
};

function nextSteps({ forge, ship, monitor }: InitInputs): string[] {
  const forges = forge === 'both' ? (['github', 'gitlab'] as const) : [forge];
  return [
    'Set the metrics and margins in weighbridge.yml, then rehearse: npx weighbridge preview',
    ...forges.flatMap((name) => [
      required[name],
      ...(ship ? [guarded[name]] : []),
      ...(monitor ? [watched[name]] : []),
    ]),
  ];
}
