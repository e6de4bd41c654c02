import { createHash, randomInt } from 'node:crypto';

/** A server behind the proxy. */
export interface Target {
  /** Names one start of a server; a version that is started again is another target. */
  readonly id: string;
  readonly version: string;
  /** On 127.0.0.1. */
  readonly port: number;
}

/** Where requests go, as the state file says. */
export interface Routes {
  /** Grows with every change of the state file. */
  readonly revision: number;
  readonly stable: Target | undefined;
  readonly canary: Target | undefined;
  /** Percent of the requests that the canary answers. */
  readonly weight: number;
  /** Percent of the stable side's requests that are copied to the canary. */
  readonly mirror: number;
}

/** Reads the state file by hand: the proxy has no dependencies. Undefined for what is no state file. */
export function readRoutes(text: string): Routes | undefined {
  const value = parse(text);
  if (!isRecord(value)) return undefined;
  const { revision, weight, mirror } = value;
  if (typeof revision !== 'number' || typeof weight !== 'number' || typeof mirror !== 'number') return undefined;
  return { revision, weight, mirror, stable: targetOf(value['stable']), canary: targetOf(value['canary']) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The file is replaced as a whole; somebody's edit by hand may be half done, and the last good one stays.
    return undefined;
  }
}

function targetOf(value: unknown): Target | undefined {
  if (!isRecord(value)) return undefined;
  const { id, version, port } = value;
  if (typeof id !== 'string' || typeof version !== 'string' || typeof port !== 'number') return undefined;
  return { id, version, port };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/**
 * Who answers. Requests with the same key go to the same side during one rollout, and stay with the canary while its
 * weight grows; others are drawn. Without a stable side the canary answers once it has any weight.
 */
export function pickSide({ stable, canary, weight }: Routes, key: string | undefined): Target | undefined {
  if (!canary || weight <= 0) return stable;
  if (!stable) return canary;
  return position(key, canary.id) < weight ? canary : stable;
}

/** Whether a request of the stable side is copied to the canary. */
export function isMirrored({ canary, mirror }: Routes, key: string | undefined): boolean {
  return canary !== undefined && mirror > 0 && position(key, `mirror ${canary.id}`) < mirror;
}

/** A place from 0 to below 100: of the key's digest, so that keys spread evenly however alike they are; else drawn. */
function position(key: string | undefined, salt: string): number {
  const drawn =
    key === undefined ? randomInt(2 ** 32) : createHash('sha256').update(`${salt}\0${key}`).digest().readUInt32BE();
  return (drawn / 2 ** 32) * 100;
}
