import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One server as the fake holds it; tests may change it as a person or a failing check would. */
export interface FakeHaproxyServer {
  weight: number;
  state: 'ready' | 'drain' | 'maint';
  /** What the health check finds; `none`: there is no check. */
  check: 'passes' | 'fails' | 'none';
  /** Requests that are being answered. */
  current: number;
  /** Health checks since it came back; the first answer after `state ready` shows `UP 1/2`. */
  checked: boolean;
}

/** HAProxy's runtime socket, with one backend `churn` of the servers `blue` and `green`. */
export interface FakeHaproxy {
  readonly socket: string;
  readonly servers: Readonly<Record<'blue' | 'green', FakeHaproxyServer>>;
  /** Each line that was sent. */
  readonly log: readonly string[];
  /** Answers with this instead; `hang`: with nothing; undefined: as before. */
  interrupt(answer: ((line: string) => string | 'hang' | undefined) | undefined): void;
  close(): Promise<void>;
}

export type FakeLevel = 'user' | 'operator' | 'admin';

/** A server on a unix socket that speaks as HAProxy 2.6 does, as far as two servers of a backend need it. */
export async function fakeHaproxy(level: FakeLevel = 'admin'): Promise<FakeHaproxy> {
  const folder = mkdtempSync(join(tmpdir(), 'wb-fake-haproxy-'));
  const servers = { blue: server(100), green: server(0) };
  const log: string[] = [];
  let interruption: ((line: string) => string | 'hang' | undefined) | undefined;
  const open = new Set<Socket>();
  const listener = createServer({ allowHalfOpen: true }, (connection: Socket) => {
    open.add(connection);
    connection.once('close', () => open.delete(connection));
    let text = '';
    connection.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
    // The client may be gone before it heard the answer.
    connection.on('error', () => connection.destroy());
    connection.once('end', () => {
      const line = text.trim();
      log.push(line);
      const answer =
        interruption?.(line) ??
        line
          .split(';')
          .map((part) => answerTo(part.trim(), servers, level))
          .join('');
      if (answer !== 'hang') connection.end(answer);
    });
  });
  const socket = join(folder, 'admin.sock');
  await new Promise<void>((resolve) => listener.listen(socket, resolve));
  return {
    socket,
    servers,
    log,
    interrupt: (answer) => {
      interruption = answer;
    },
    close: async () => {
      const closed = new Promise<void>((resolve) => listener.close(() => resolve()));
      for (const connection of open) connection.destroy();
      await closed;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function server(weight: number): FakeHaproxyServer {
  return { weight, state: 'ready', check: 'passes', current: 0, checked: true };
}

type Servers = FakeHaproxy['servers'];

function answerTo(command: string, servers: Servers, level: FakeLevel): string {
  const [verb, what, place = '', key, value = ''] = command.split(/\s+/);
  if (verb === 'show' && what === 'servers') return serversState(key, servers);
  if (verb === 'show' && what === 'stat') return place === 'churn' ? stats(servers) : 'Unknown proxy.\n\n';
  if (verb !== 'set' || what !== 'server') return 'Unknown command.\n\n';
  if (level !== 'admin') return 'Permission denied\n\n';
  const [backend, name] = place.split('/');
  if (backend !== 'churn') return 'No such backend.\n\n';
  if (name !== 'blue' && name !== 'green') return 'No such server.\n\n';
  return set(servers[name], key, value);
}

function set(own: FakeHaproxyServer, key: string | undefined, value: string): string {
  if (key === 'weight') {
    if (!(Number(value) >= 0 && Number(value) <= 256))
      return 'Absolute weight can only be between 0 and 256 inclusive.\n\n';
    own.weight = Number(value);
    return '\n';
  }
  if (key !== 'state' || (value !== 'ready' && value !== 'drain' && value !== 'maint')) return 'Unknown command.\n\n';
  if (own.state === 'maint' && value === 'ready') own.checked = false;
  own.state = value;
  return '\n';
}

const stateHeader =
  'be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight srv_iweight srv_time_since_last_change srv_check_status srv_check_result srv_check_health srv_check_state srv_agent_state bk_f_forced_id srv_f_forced_id srv_fqdn srv_port srvrecord srv_use_ssl srv_check_port srv_check_addr srv_agent_addr srv_agent_port';
const adminStates = { ready: 0, maint: 1, drain: 8 };

function serversState(backend: string | undefined, servers: Servers): string {
  if (backend !== undefined && backend !== 'churn') return "Can't find backend.\n\n";
  const lines = Object.entries(servers).map(
    ([name, { weight, state }], index) =>
      `3 churn ${index + 1} ${name} 127.0.0.1 2 ${adminStates[state]} ${weight} 100 9 15 3 2 6 0 0 0 - ${8001 + index} - 0 0 - - 0`,
  );
  return `1\n# ${stateHeader}\n${lines.join('\n')}\n\n`;
}

function stats(servers: Servers): string {
  const header = '# pxname,svname,scur,stot,status,lastchg,check_status,check_code,last_chk,check_fall,';
  const lines = Object.entries(servers).map(([name, own]) => {
    const found = own.check === 'fails' ? 'L7STS,503' : 'L7OK,200';
    const check = own.check === 'none' || own.state === 'maint' ? ',' : found;
    const line = `churn,${name},${own.current},12,${statusOf(own)},9,${check},"Layer7 check, of ""churn""",${own.check === 'none' ? '' : 2},`;
    own.checked = true;
    return line;
  });
  return `${header}\n${lines.join('\n')}\n\n`;
}

function statusOf({ state, check, checked }: FakeHaproxyServer): string {
  if (state !== 'ready') return state.toUpperCase();
  if (check === 'none') return 'no check';
  if (check === 'fails') return checked ? 'DOWN' : 'DOWN 1/2';
  return checked ? 'UP' : 'UP 1/2';
}
