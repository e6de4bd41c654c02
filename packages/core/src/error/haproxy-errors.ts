import { defineError } from './define.ts';

/** What a user can get wrong about HAProxy. Codes WB613x and WB614x. */
export const haproxyErrors = {
  haproxyName: defineError<{ key: string; value: string }>(
    'WB6130',
    { key: 'backend', value: 'models; shutdown' },
    ({ key, value }) => ({
      message: `\`haproxy.${key}\` cannot be ${JSON.stringify(value)}.`,
      cure: 'Names in HAProxy are letters, digits, `_`, `.`, `:` and `-`.',
    }),
  ),
  haproxySocket: defineError<{ socket: string }>('WB6131', { socket: '10.0.0.1' }, ({ socket }) => ({
    message: `\`haproxy.socket\` is ${JSON.stringify(socket)}, which is neither a path nor an address with a port.`,
    cure: 'Write `/run/haproxy/admin.sock`, or `10.0.0.1:9999`.',
  })),
  haproxyLevel: defineError<{ socket: string; command: string }>(
    'WB6132',
    { socket: '/run/haproxy/admin.sock', command: 'set server' },
    ({ socket, command }) => ({
      message: `HAProxy does not permit \`${command}\` on ${socket}: the socket needs \`level admin\`.`,
      cure: 'Write `stats socket … level admin` into the section `global`, and reload HAProxy.',
    }),
  ),
  haproxySocketMode: defineError<{ socket: string }>('WB6133', { socket: '/run/haproxy/admin.sock' }, ({ socket }) => ({
    message: `This user may not open ${socket}.`,
    cure: 'Give the socket to the group of this user: `stats socket … mode 660 group <group> level admin`.',
  })),
  haproxyUnknown: defineError<{ what: string; known: string }>(
    'WB6134',
    { what: 'server "v3" in the backend "models"', known: 'v1, v2' },
    ({ what, known }) => ({
      message: `HAProxy has no ${what}.`,
      cure: known === '' ? 'Correct `haproxy.backend`.' : `There are: ${known}.`,
    }),
  ),
  haproxyStaticBalance: defineError<{ backend: string }>('WB6135', { backend: 'models' }, ({ backend }) => ({
    message: `The backend ${backend} balances by a static algorithm, whose weights cannot be changed while it runs.`,
    cure: 'Write `balance roundrobin`, `leastconn` or `random` in it.',
  })),
  haproxyWeight: defineError<{ percent: number }>('WB6136', { percent: 0.1 }, ({ percent }) => ({
    message: `HAProxy cannot give a server ${percent} % of the requests: its weights are whole numbers up to 256.`,
    cure: 'Give 0, 100, or a percent from 0.39 to 99.61.',
  })),
  haproxyStateFile: defineError<{ file: string; problem: string }>(
    'WB6137',
    { file: '/var/lib/haproxy/server-state', problem: 'EACCES' },
    ({ file, problem }) => ({
      message: `The weights are set, but ${file} cannot be written (${problem}): a restart of HAProxy would lose them.`,
      cure: 'Let this user write into its folder, or leave `haproxy.state-file` out and save it where HAProxy runs.',
    }),
  ),
};
