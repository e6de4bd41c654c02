import type { Evidence, VersionSection } from '../../record/version.ts';
import { safeUrl } from '../escape.ts';
import { commitText, headOf } from '../facts/compared.ts';
import { runText } from '../facts.ts';
import { type Ink, markdownInk } from '../ink.ts';
import { counted, roundedUp } from '../number.ts';
import { shortDigest } from '../page/list.ts';
import { adoptedCommit, answeredBy, harmOf, type ShipView, widestWeight } from './state.ts';
import { versionText } from './version.ts';
import { hasServed, weightText } from './words.ts';

/** The most people that one line names. */
const mostPeople = 3;

/** The list under the tables, in its fixed order; each item is a bold lead word and a sentence. */
export function shipFacts(ship: ShipView): string {
  const ink = markdownInk();
  const facts: readonly (readonly [lead: string, text: string | undefined])[] = [
    ['Reach', reach(ship, ink)],
    ['Version', versionFact(ship, ink)],
    ['Approved', approved(ship, ink)],
    ['Stop it now', stopIt(ship, ink)],
    ['State', stateFact(ship, ink)],
    ['More', more(ship, ink)],
  ];
  return facts.flatMap(([lead, text]) => (text === undefined ? [] : [`- **${lead}** ${text}`])).join('\n');
}

/** How many met the new version, and how many more of them badly than the stable one would have done. */
function reach(ship: ShipView, ink: Ink): string | undefined {
  const { state, rollout, version, stable } = ship;
  if ((state !== 'rolled back' && state !== 'aborting') || rollout === undefined) return undefined;
  const answered = answeredBy(ship);
  if (answered === undefined) return undefined;
  const widest = weightText(widestWeight(ship));
  const at = rollout.steps.filter(({ outcome }) => outcome !== 'waits').length > 1 ? `up to ${widest}` : `at ${widest}`;
  const start = `${at}, ${versionText(version, ink)} answered ${counted(answered, 'request')}`;
  const harm = harmOf(ship);
  if (harm === undefined) return `${start}.`;
  const bad = `${counted(harm.canary.bad, 'of them', 'of them')} counted as ${ink.name(harm.name)}`;
  const share = harm.stable.all > 0 ? harm.stable.bad / harm.stable.all : undefined;
  if (share === undefined || stable === undefined) return `${start}, ${bad}.`;
  const excess = harm.canary.bad - share * harm.canary.all;
  const than = `than ${versionText(stable, ink)} would have`;
  const about = excess < 1 ? `no more ${than}` : `about ${about2(excess)} more ${than}`;
  return `${start}, ${bad}: ${about}.`;
}

/** Exact below 10, then two digits. */
function about2(excess: number): string {
  return excess < 10 ? String(Math.round(excess)) : counted(roundedUp(excess), '', '').trim();
}

/** Which bytes, from which commit, by what they were believed, and what they stand against. */
function versionFact(ship: ShipView, ink: Ink): string | undefined {
  const { modelVersion, rollout } = ship.record;
  const stable = ship.stable === undefined ? '' : stableText(ship, ink);
  if (modelVersion === undefined) {
    const candidate = rollout?.candidate;
    if (candidate === undefined) return undefined;
    return `${versionText(candidate.version, ink)}, model ${ink.code(shortDigest(candidate.model))}.${stable}`;
  }
  const { tag, commit, model, registries } = modelVersion;
  const release = registries.find(({ kind, url }) => kind === 'release' && safeUrl(url) !== undefined);
  const page = release?.url ?? registries.find(({ url }) => url !== undefined)?.url;
  const from = commitText(commit, ship.view, ink);
  const parts = [`from ${from}`, `model ${ink.code(shortDigest(model))}`, gateText(ship, modelVersion)];
  const mlflow = registries.find(({ kind }) => kind === 'mlflow');
  const also = mlflow === undefined ? '' : ` In MLflow ${ink.link(ink.code(mlflow.name), mlflow.url)}.`;
  return `${ink.link(ink.code(tag), page)} ${parts.join(', ')}.${evidenceText(modelVersion.evidence, ink)}${also}${stable}`;
}

function stableText({ state, stable = '' }: ShipView, ink: Ink): string {
  const name = versionText(stable, ink);
  if (state === 'serving') return ` Before it served ${name}.`;
  if (state === 'rolled back') return '';
  return state === 'registered' ? ` Before it came ${name}.` : ` Stable is ${name}.`;
}

/** Where its gate ran: in the change whose bytes were taken, or on this branch. */
function gateText(ship: ShipView, { adoptedFrom }: VersionSection): string {
  if (adoptedCommit(ship.record) === undefined) return 'trained and judged anew after the merge';
  const word = ship.context.capabilities.changeWord;
  return adoptedFrom?.change === undefined
    ? 'gate passed before the merge and again after it'
    : `gate passed in this ${word} and again after the merge`;
}

function evidenceText(evidence: Evidence | undefined, ink: Ink): string {
  switch (evidence?.kind) {
    case 'attestation':
      return ` Signed by ${ink.prose(evidence.signer)}.`;
    case 'local':
      return ' Known by the ledger of this machine alone: no forge confirmed it.';
    case 'api':
    case undefined:
      return '';
  }
}

function stopIt(ship: ShipView, ink: Ink): string | undefined {
  const { state, stable, record, context, rollout } = ship;
  const canGoBack = state === 'serving' || state === 'finishing' ? stable !== undefined : rollout !== undefined;
  if (!canGoBack || state === 'rolled back' || state === 'aborting') return undefined;
  const command = ink.code(`npx weighbridge rollback ${record.subject.model}`);
  const workflow = context.ship?.rollbackUrl;
  return `${command}${safeUrl(workflow) === undefined ? '' : ` or ${ink.link('run the rollback workflow', workflow)}`}.`;
}

/** Who let the job into a guarded environment: one of the places where a report names people. */
function approved({ rollout }: ShipView, ink: Ink): string | undefined {
  const { approvedBy = [], environment } = rollout ?? {};
  if (approvedBy.length === 0) return undefined;
  const people = approvedBy.slice(0, mostPeople).map((name) => ink.name(name.replace(/^@/, '')));
  const more = approvedBy.length > mostPeople ? ' and others' : '';
  return `by ${people.join(', ')}${more}${environment === undefined ? '' : ` for ${ink.code(environment)}`}.`;
}

/** What is true now: the alias as it was read back, and what the branch holds. */
function stateFact(ship: ShipView, ink: Ink): string | undefined {
  const parts = [aliasText(ship, ink), gitopsText(ship, ink), afterRollback(ship, ink)].filter(
    (part) => part !== undefined,
  );
  return parts.length === 0 ? undefined : parts.join(' ');
}

function aliasText({ context, record, state }: ShipView, ink: Ink): string | undefined {
  const { champion } = context.ship ?? {};
  const { alias } = record.modelVersion ?? {};
  if (champion !== undefined) {
    const again = state === 'rolled back' ? ' again' : '';
    return `${ink.code(champion.alias)} is ${versionText(champion.version, ink)}${again}.`;
  }
  if (alias === undefined || state === 'rolled back' || state === 'aborting') return undefined;
  return `${ink.code(alias.name)} is ${versionText(record.modelVersion?.name ?? '', ink)} (${ink.code(alias.tag)}).`;
}

function gitopsText({ record, view }: ShipView, ink: Ink): string | undefined {
  const { gitops } = record.modelVersion ?? {};
  if (gitops === undefined) return undefined;
  const at = gitops.commit === undefined ? '' : ` by ${commitText(gitops.commit, view, ink)}`;
  return `${ink.code(gitops.file)} of ${ink.code(gitops.branch)} names it${at}.`;
}

function afterRollback(ship: ShipView, ink: Ink): string | undefined {
  if (ship.state !== 'rolled back') return undefined;
  const version = versionText(ship.version, ink);
  const branch = ship.record.subject.ref?.replace(/^refs\/heads\//, '');
  const held = branch === undefined || /^refs\//.test(branch) ? 'The branch' : ink.code(branch);
  const again = hasServed(ship) ? '' : `; ${version} cannot be promoted until a new run passes`;
  return `${held} still holds the code of ${version}${again}.`;
}

/** Links to what else shows this: the report, the deployment, the run, the issue. */
function more({ context, record }: ShipView, ink: Ink): string | undefined {
  const { run } = record.subject;
  const { deploymentUrl, issue } = context.ship ?? {};
  const page = context.page?.url ?? (run === undefined ? undefined : context.links.artifacts(run.id));
  const links: readonly (readonly [label: string, url: string | undefined])[] = [
    ['Report with charts', page],
    ['Deployment', deploymentUrl],
    [
      run === undefined ? 'Run' : runText(run.id),
      run === undefined ? undefined : (run.url ?? context.links.run(run.id)),
    ],
    [issue === undefined ? 'Issue' : `Issue ${issue.number}`, issue?.url],
  ];
  const parts = links.flatMap(([label, url]) => (safeUrl(url) === undefined ? [] : [ink.link(label, url)]));
  return parts.length === 0 ? undefined : parts.join(' · ');
}

/** The commit that the note speaks of after the merge: the one that the version's tag is on. */
export function shippedCommit({ record, rollout, view }: ShipView): string | undefined {
  return record.modelVersion?.commit ?? rollout?.candidate.commit ?? headOf(view);
}
