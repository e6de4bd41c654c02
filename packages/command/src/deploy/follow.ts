import {
  type Deployment,
  type DeploymentState,
  type DeployPolicy,
  type ReportContext,
  type Rollout,
  type RunRecord,
  renderShipNote,
  renderShipTitle,
  type ShipFacts,
} from '@weighbridge/core';
import { postShipNote } from '../note/post-ship.ts';
import { readRegistry } from '../ship/registry.ts';
import { reportContext } from '../step/report-context.ts';
import type { Weighing } from '../step/weighing.ts';
import { besides } from './besides.ts';
import type { Deployable } from './deploy-step.ts';

/** Shortest time between two edits of the note while nothing but numbers moves. */
const noteEvery = 60_000;

/** Told after each look: the note goes on, and the forge's deployment says where it stands. Neither ever stops the traffic. */
export function followRollout(
  { weighing, version }: Deployable,
  deploy: DeployPolicy,
): (rollout: Rollout, moved: boolean) => Promise<void> {
  const { context } = weighing;
  let deployment: Promise<Deployment | undefined> | undefined;
  let lastNote = Number.NEGATIVE_INFINITY;
  let lastState: DeploymentState | undefined;
  return async (rollout, moved) => {
    const record = { ...weighing.record, modelVersion: version, rollout };
    const shown = { ...weighing, record };
    deployment ??= shownDeployment(weighing, deploy, version);
    const page = await deployment;
    const now = context.now().getTime();
    if (moved || now - lastNote >= noteEvery) {
      lastNote = now;
      await besides(context, 'The note was not brought up to date', () =>
        writeNote(shown, record, rollout.change, page),
      );
    }
    const state = stateOf(rollout);
    if (page && state !== lastState) await setState(shown, page, state);
    lastState = state;
  };
}

async function writeNote(
  shown: Weighing,
  record: RunRecord,
  change: number | undefined,
  deployment: Deployment | undefined,
): Promise<void> {
  if (change === undefined) return;
  const facts = shipReport(shown, {
    ...deploymentFacts(deployment),
    ...(isOver(record) ? await championFacts(shown) : {}),
  });
  await postShipNote(shown.context, { model: record.subject.model, change, text: renderShipNote(record, facts) });
}

function deploymentFacts(deployment: Deployment | undefined): Pick<ShipFacts, 'deploymentUrl'> {
  return deployment?.url === undefined ? {} : { deploymentUrl: deployment.url };
}

function isOver({ rollout }: RunRecord): boolean {
  return rollout?.phase === 'finished' || rollout?.phase === 'aborted';
}

/** What the report after the merge can say beside the record: the alias as it was just read, where to stop it. */
export function shipReport(weighing: Weighing, more: ShipFacts = {}): ReportContext {
  return { ...reportContext(weighing), ship: more };
}

/** The alias as the tags say it now; of a policy without one, nothing. */
export async function championFacts({ context, model }: Weighing): Promise<Pick<ShipFacts, 'champion'>> {
  const alias = model.promote?.alias;
  if (alias === undefined) return {};
  const version = (await readRegistry(context, model.name)).aliases.get(alias)?.version;
  return version === undefined ? {} : { champion: { alias, version } };
}

/** The forge's page of it. Without it everything else still happens, and one line says why. */
async function shownDeployment(
  { context, record }: Weighing,
  { environment }: DeployPolicy,
  { name, tag, commit }: Deployable['version'],
): Promise<Deployment | undefined> {
  const { deployments } = context.forge;
  if (!deployments) return undefined;
  const wanted = { commit, ref: tag, environment, name: `${record.subject.model} ${name}` };
  return besides(context, 'No deployment is shown on the forge', () => deployments.create(wanted));
}

async function setState(weighing: Weighing, deployment: Deployment, state: DeploymentState): Promise<void> {
  const { context, record } = weighing;
  const description = renderShipTitle(record, shipReport(weighing, deploymentFacts(deployment))).slice(0, 140);
  await besides(context, "The deployment's state was not set", async () =>
    context.forge.deployments?.setState(deployment, state, { description }),
  );
}

function stateOf({ phase }: Rollout): DeploymentState {
  if (phase === 'finished') return 'success';
  return phase === 'aborted' || phase === 'aborting' ? 'failure' : 'in_progress';
}
