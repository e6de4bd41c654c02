import { parseDuration } from './grammar.ts';
import type { ModelFile, PolicyFile } from './schema.ts';
import type {
  AttestPolicy,
  DeployPolicy,
  GitOpsPolicy,
  LivePolicy,
  PromotePolicy,
  RegisterPolicy,
  SmokePolicy,
  TargetPolicy,
} from './ship.ts';

type DeployFile = NonNullable<ModelFile['deploy']>;

/** The section `register`; undefined when the policy has none. */
export function resolveRegister({ register }: ModelFile): RegisterPolicy | undefined {
  if (!register) return undefined;
  const { scan, mlflow, ...rest } = register;
  return { ...rest, allowedImports: scan.allow, ...(mlflow === undefined ? {} : { mlflow }) };
}

/** The section `promote`; undefined when the policy has none. */
export function resolvePromote({ promote }: ModelFile): PromotePolicy | undefined {
  if (!promote) return undefined;
  return { alias: promote.alias, ...(promote.gitops ? { gitops: resolveGitOps(promote.gitops) } : {}) };
}

function resolveGitOps(file: NonNullable<NonNullable<ModelFile['promote']>['gitops']>): GitOpsPolicy {
  const { repository, image, key, ...rest } = file;
  return {
    ...rest,
    ...(repository === undefined ? {} : { repository }),
    ...(image === undefined ? {} : { image }),
    ...(key === undefined ? {} : { key }),
  };
}

/** The section `deploy` with every duration in milliseconds; undefined when the policy has none. */
export function resolveDeploy({ deploy }: ModelFile): DeployPolicy | undefined {
  if (!deploy) return undefined;
  const target = resolveTarget(deploy);
  if (!target) return undefined;
  const live = resolveLive(deploy);
  const smoke = resolveSmoke(deploy);
  return {
    target,
    environment: deploy.environment,
    strategy: deploy.strategy,
    steps: stepsOf(deploy),
    bake: milliseconds(deploy.bake),
    maxHold: milliseconds(deploy['max-hold']),
    maxWait: milliseconds(deploy['max-wait']),
    staleAfter: milliseconds(deploy['stale-after']),
    noData: deploy['no-data'],
    onUndecided: deploy['on-undecided'],
    alpha: deploy.alpha,
    metrics: deploy.metrics.map(({ name, bad, all, 'max-rise': rise, 'min-n': minCount }) => ({
      name,
      bad,
      all,
      margin: shareOf(rise),
      minCount,
    })),
    ...(live ? { live } : {}),
    ...(smoke ? { smoke } : {}),
  };
}

/** Blue-green has one step; 100 ends every list. */
function stepsOf({ strategy, steps }: DeployFile): readonly number[] {
  if (strategy === 'blue-green') return [100];
  return steps.at(-1) === 100 ? steps : [...steps, 100];
}

/** The section that the target names; `ruleErrors` refuses a policy without it. */
function resolveTarget({ target, serve, haproxy, command }: DeployFile): TargetPolicy | undefined {
  if (target === 'process' && serve) {
    const { port, ...rest } = serve;
    const timeout = milliseconds(serve.timeout);
    return { kind: 'process', serve: { ...rest, timeout, ...(port === undefined ? {} : { port }) } };
  }
  if (target === 'haproxy' && haproxy) {
    const { start, 'state-file': stateFile, ...rest } = haproxy;
    const optional = { ...(start === undefined ? {} : { start }), ...(stateFile === undefined ? {} : { stateFile }) };
    return { kind: 'haproxy', haproxy: { ...rest, ...optional } };
  }
  if (target !== 'command' || !command) return undefined;
  const { 'set-weight': setWeight, start, promote, timeout, ...rest } = command;
  const optional = { ...(start === undefined ? {} : { start }), ...(promote === undefined ? {} : { promote }) };
  return { kind: 'command', hooks: { ...rest, setWeight, timeout: milliseconds(timeout), ...optional } };
}

function resolveLive({ live }: DeployFile): LivePolicy | undefined {
  if (live?.prometheus !== undefined) return { kind: 'prometheus', url: live.prometheus, label: live.label };
  return live?.file === undefined ? undefined : { kind: 'file', path: live.file };
}

function resolveSmoke({ smoke }: DeployFile): SmokePolicy | undefined {
  if (!smoke) return undefined;
  const { path, request, timeout, ...rest } = smoke;
  return {
    ...rest,
    timeout: milliseconds(timeout),
    ...(path === undefined ? {} : { path }),
    ...(request === undefined ? {} : { request }),
  };
}

/** How it is proved that a model was weighed here; by the forge's word where the policy does not say. */
export function resolveAttest({ attest }: PolicyFile): AttestPolicy {
  const { by, keys, workflow, issuer } = attest;
  if (by === 'key') return { by, keys };
  if (by === 'api') return { by };
  // The rules have asked for it.
  if (workflow === undefined) throw new TypeError('attest: { by: sigstore } has no workflow');
  return { by, workflow, ...(issuer === undefined ? {} : { issuer }) };
}

function milliseconds(text: string): number {
  return parseDuration(text) ?? 0;
}

function shareOf(written: number | string): number {
  return typeof written === 'number' ? written : Number.parseFloat(written) / 100;
}
