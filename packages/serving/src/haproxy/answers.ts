import { haproxyErrors, ServiceError } from '@weighbridge/core';

/** One line of `show servers state`. */
export interface ServerState {
  readonly backend: string;
  readonly name: string;
  /** `http://10.0.0.7:8000`; undefined where HAProxy reaches it by a unix socket. */
  readonly address: string | undefined;
  readonly weight: number;
  /** Taken out of the balance by somebody: in maintenance, or drained. */
  readonly isOut: boolean;
}

/** One server's line of `show stat`. */
export interface ServerStat {
  readonly name: string;
  /** `UP`, `UP 1/3`, `DOWN`, `MAINT`, `DRAIN`, `NOLB`, `no check`. */
  readonly status: string;
  /** Last result of the health check: `L7STS 500`, `L4CON`; empty without one. */
  readonly check: string;
  /** Failed checks after which it is down; 0 without a check. */
  readonly fall: number;
  /** Seconds since its status changed. */
  readonly since: number;
  /** Requests that are being answered now. */
  readonly current: number;
}

type Line = Readonly<Record<string, string>>;

/** Forced maintenance (by us, by inheritance, by the configuration, by DNS) and drain, as bits of `srv_admin_state`. */
const outOfBalance = 0x01 | 0x02 | 0x04 | 0x08 | 0x10 | 0x20 | 0x40;

/** Reads `show servers state`: a version line, then a header after `# ` and lines of words. */
export function parseServersState(text: string): readonly ServerState[] {
  const [version, header, ...lines] = text.trim().split('\n');
  if (version !== '1' || !header?.startsWith('# ')) throw notUnderstood('show servers state', text);
  const names = header.slice(2).split(' ');
  return lines.map((line) => {
    const at = lineOf(names, line.trim().split(' '), 'show servers state', text);
    const host = at('srv_addr');
    return {
      backend: at('be_name'),
      name: at('srv_name'),
      address: host === '-' ? undefined : `http://${host.includes(':') ? `[${host}]` : host}:${at('srv_port')}`,
      weight: wholeNumber(at('srv_uweight'), 'show servers state', text),
      isOut: (wholeNumber(at('srv_admin_state'), 'show servers state', text) & outOfBalance) !== 0,
    };
  });
}

/** Reads `show stat` of one backend's servers (CSV). */
export function parseServerStats(text: string): readonly ServerStat[] {
  const [header, ...lines] = text.trim().split('\n');
  if (!header?.startsWith('# pxname,')) throw notUnderstood('show stat', text);
  const names = header.slice(2).split(',');
  return lines.map((line) => {
    const at = lineOf(names, fieldsOf(line), 'show stat', text);
    return {
      name: at('svname'),
      status: at('status'),
      check: `${at('check_status')} ${at('check_code')}`.trim(),
      fall: Number(at('check_fall') || 0),
      since: Number(at('lastchg') || 0),
      current: Number(at('scur') || 0),
    };
  });
}

/** Fields of one line; those that HAProxy puts in quotes may hold commas. */
function fieldsOf(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}

function lineOf(names: readonly string[], fields: readonly string[], asked: string, text: string) {
  const line: Line = Object.fromEntries(names.map((name, index) => [name, fields[index] ?? '']));
  return (name: string): string => {
    const value = line[name];
    if (value === undefined) throw notUnderstood(asked, text);
    return value;
  };
}

function wholeNumber(text: string, asked: string, answer: string): number {
  if (!/^\d+$/.test(text)) throw notUnderstood(asked, answer);
  return Number(text);
}

/** What a complaint of HAProxy means. Several commands on one line are answered one after the other. */
export function complaint(answer: string, socket: string, backend: string, asked: string): Error {
  const said = oneLine(answer);
  if (said.includes('Permission denied')) return haproxyErrors.haproxyLevel({ socket, command: asked });
  if (said.includes('static LB algorithm')) return haproxyErrors.haproxyStaticBalance({ backend });
  return new ServiceError('WB6171', `HAProxy at ${socket} does not take \`${asked}\`: ${said}`);
}

function notUnderstood(asked: string, answer: string): ServiceError {
  return new ServiceError('WB6171', `HAProxy answered \`${asked}\` with something else: ${oneLine(answer)}`);
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim().slice(0, 200);
}
