import { resolve } from 'node:path';
import { type HaproxyPolicy, haproxyErrors, ServiceError } from '@weighbridge/core';
import { writeWhole } from '../atomic.ts';
import { complaint, parseServerStats, parseServersState, type ServerStat, type ServerState } from './answers.ts';
import { askRuntime, type RuntimeSocket, runtimeAddress } from './socket.ts';

/** One server as HAProxy has it now. */
export type ServerNow = ServerState & ServerStat;

/** The two servers of the policy: `first` is the one that it calls stable, `second` the other. */
export interface ServersNow {
  readonly first: ServerNow;
  readonly second: ServerNow;
}

export interface Runtime {
  servers(): Promise<ServersNow>;
  /** Carries out `set server` commands in their order on one connection, sees that the weights are there, and saves them. */
  change(commands: readonly ServerCommand[]): Promise<void>;
}

export type ServerCommand =
  | { readonly server: string; readonly weight: number }
  | { readonly server: string; readonly state: 'ready' | 'drain' | 'maint' };

const nameForm = /^[A-Za-z0-9_.:-]+$/;

/**
 * Two servers of one backend over HAProxy's runtime API. Throws UserError for what the policy or HAProxy's configuration
 * has wrong (WB613x), ServiceError where HAProxy does not answer (WB6170), answers something else (WB6171), or does not
 * keep a weight (WB6173).
 */
export function haproxyRuntime(policy: HaproxyPolicy, root: string, timeout: number): Runtime {
  for (const key of ['backend', 'stable', 'canary'] as const)
    if (!nameForm.test(policy[key])) throw haproxyErrors.haproxyName({ key, value: policy[key] });
  const socket: RuntimeSocket = { name: policy.socket, address: runtimeAddress(policy.socket, root), timeout };
  const { backend } = policy;
  return {
    servers: () => serversNow(socket, policy),
    async change(commands) {
      if (commands.length === 0) return;
      const answer = await askRuntime(socket, commands.map((command) => lineOf(backend, command)).join('; '));
      if (answer.trim() !== '') throw complaint(answer, socket.name, backend, 'set server');
      const whole = await askRuntime(socket, 'show servers state');
      sayWhereLost(parseServersState(whole), backend, commands);
      if (policy.stateFile !== undefined) await save(resolve(root, policy.stateFile), whole);
    },
  };
}

function lineOf(backend: string, command: ServerCommand): string {
  const what = 'weight' in command ? `weight ${command.weight}` : `state ${command.state}`;
  return `set server ${backend}/${command.server} ${what}`;
}

async function serversNow(socket: RuntimeSocket, { backend, stable, canary }: HaproxyPolicy): Promise<ServersNow> {
  const states = await stateOf(socket, backend);
  const answer = await askRuntime(socket, `show stat ${backend} 4 -1`);
  if (!answer.startsWith('# ')) throw complaint(answer, socket.name, backend, 'show stat');
  const stats = parseServerStats(answer);
  const find = (name: string): ServerNow => {
    const state = states.find((server) => server.name === name);
    const stat = stats.find((server) => server.name === name);
    if (state !== undefined && stat !== undefined) return { ...state, ...stat };
    const known = states.map((server) => server.name).join(', ');
    throw haproxyErrors.haproxyUnknown({ what: `server "${name}" in the backend "${backend}"`, known });
  };
  return { first: find(stable), second: find(canary) };
}

async function stateOf(socket: RuntimeSocket, backend: string): Promise<readonly ServerState[]> {
  const answer = await askRuntime(socket, `show servers state ${backend}`);
  if (answer.includes("Can't find backend"))
    throw haproxyErrors.haproxyUnknown({ what: `backend "${backend}"`, known: '' });
  if (answer.includes('Permission denied')) throw complaint(answer, socket.name, backend, 'show servers state');
  return parseServersState(answer);
}

/** An agent, a script or a person may set weights, too: what is not there now was not done. */
function sayWhereLost(states: readonly ServerState[], backend: string, commands: readonly ServerCommand[]): void {
  const weights = commands.flatMap((command) =>
    'weight' in command ? [[command.server, command.weight] as const] : [],
  );
  for (const [name, weight] of new Map(weights)) {
    const now = states.find((server) => server.backend === backend && server.name === name)?.weight;
    if (now === weight) continue;
    const text = `HAProxy has the weight ${now} for ${backend}/${name}, and ${weight} was set.`;
    throw new ServiceError('WB6173', `${text} Something else sets weights there.`);
  }
}

async function save(file: string, text: string): Promise<void> {
  try {
    // HAProxy may run as another user.
    await writeWhole(file, text, 0o644);
  } catch (error) {
    const problem = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw haproxyErrors.haproxyStateFile({ file, problem }, { cause: error });
  }
}
