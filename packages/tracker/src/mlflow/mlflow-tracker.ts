import { createHash } from 'node:crypto';
import { type Digest, type RunRecord, recordDigest, registryErrors, type Tracker } from '@weighbridge/core';
import { runOf } from './run.ts';
import { type Server, serverOf } from './server.ts';
import { aliasOf, ensureModel, ensureVersion, findVersion, moveAlias } from './versions.ts';

export interface MlflowOptions {
  /** As in `MLFLOW_TRACKING_URI`. User and password in it are taken as the credentials. */
  readonly uri: string;
  /** A bearer token; goes before user and password. */
  readonly token?: string;
  readonly username?: string;
  readonly password?: string;
  /** Name of the registered model. */
  readonly registeredModel: string;
  readonly now: () => Date;
  readonly fetch?: typeof fetch;
  /** One try, from connecting to the last byte, in milliseconds; default 30,000. */
  readonly timeoutMs?: number;
  /** The unit of waiting between tries, in milliseconds; default 1000. */
  readonly pauseMs?: number;
}

/**
 * MLflow's registry over its REST API 2.0; Databricks' workspace registry and GitLab's endpoint speak it, too. A run
 * is found again by its record, a version by its name, so that registering twice makes one of each. Throws
 * PermissionError, ServiceError when there is no answer after three tries, UserError for what MLflow refuses.
 */
export function mlflowTracker(options: MlflowOptions): Tracker {
  const server = serverOf(options);
  return {
    kind: 'mlflow',
    aliases: !server.isGitlab,
    async register(wish) {
      const record = digestOf(wish.record);
      await ensureModel(server);
      const run = await runOf(server, wish, record, options.now());
      const { number } = await ensureVersion(server, wish, record, run);
      return named(server, number);
    },
    async alias(model, alias) {
      const found = await aliasOf(server, alias);
      // Put by hand on a version that is none of ours, it is free for ours.
      if (found?.version === undefined || found.model !== model) return undefined;
      return { version: found.version, ...(found.digest === undefined ? {} : { digest: found.digest }) };
    },
    async setAlias(model, alias, version) {
      if (server.isGitlab) throw registryErrors.noAliases({ host: server.host });
      const found = await findVersion(server, model, version);
      if (found === undefined) throw registryErrors.notRegistered({ host: server.host, model, version });
      await moveAlias(server, alias, found.number);
    },
  };
}

/** Of what was weighed: what became of it afterwards is in the record later, and the run is the same. */
function digestOf({ modelVersion: _version, rollout: _rollout, ...weighed }: RunRecord): Digest {
  return recordDigest(weighed, (bytes) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`);
}

function named(
  { address, isGitlab, registeredModel }: Server,
  number: string,
): Awaited<ReturnType<Tracker['register']>> {
  const name = `${registeredModel}/${number}`;
  const page = `${address}/#/models/${encodeURIComponent(registeredModel)}/versions/${number}`;
  return isGitlab ? { name } : { name, url: page };
}
