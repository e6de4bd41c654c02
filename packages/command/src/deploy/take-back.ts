import type { Rollout } from '@weighbridge/core';
import { commitManifest } from '../promote/commit-manifest.ts';
import { moveAlias, setTrackerAlias } from '../ship/promote-step.ts';
import { readRegistry } from '../ship/registry.ts';
import { readVersion, writeVersion } from '../ship/version-file.ts';
import type { Weighing } from '../step/weighing.ts';

/**
 * After an abort the alias, the registry outside git and the manifest say again what serves: the stable version of the rollout.
 * Whoever comes later finds it done. Of a first version there is nothing to go back to: the alias stays, and the log says so.
 */
export async function takeBackAlias(weighing: Weighing, { stable, candidate }: Rollout): Promise<void> {
  const { context, model } = weighing;
  const alias = model.promote?.alias;
  if (alias === undefined) return;
  const state = await readRegistry(context, model.name);
  if (state.aliases.get(alias)?.version !== candidate.version) return;
  const target = stable && state.versions.find(({ name }) => name === stable.version);
  if (!target) {
    context.log.warn(`${alias} stays on ${candidate.version}: no version served before it.`);
    return;
  }
  await aliasBackTo(weighing, { alias, version: target.name, commit: target.commit });
}

interface Target {
  readonly alias: string;
  readonly version: string;
  readonly commit: string;
}

/** Moves an alias to a version that had it before, everywhere that the policy names. */
export async function aliasBackTo(weighing: Weighing, target: Target): Promise<void> {
  const { context, model } = weighing;
  const { tag } = await moveAlias(weighing, target);
  if (model.register?.mlflow !== undefined) {
    const tracker = await context.tracker(model.register.mlflow);
    await setTrackerAlias(context, tracker, { model: model.name, alias: target.alias, version: target.version });
  }
  const known = await readVersion(context, model.name, target.version);
  if (!known) return;
  const at = context.now().toISOString();
  const gitops = await commitManifest(weighing, known);
  await writeVersion(context, model.name, {
    ...known,
    alias: { name: target.alias, tag, at },
    ...(gitops ? { gitops } : {}),
  });
}
