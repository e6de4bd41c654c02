import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { type Program, startProgram } from './program.ts';

/** A real HAProxy on this machine. */
export interface Haproxy {
  /** Its runtime socket. */
  readonly socket: string;
  /** One command on the runtime socket, as `socat` would send it. */
  ask(command: string): Promise<string>;
  /** Ends it and starts it again with the same configuration: what it held in memory is gone. */
  restart(): Promise<void>;
  /** As a crash: nothing can be saved on the way. */
  kill(): Promise<void>;
  close(): Promise<void>;
}

/** Starts Debian's `haproxy` in the foreground with this configuration, whose runtime socket is `socket`. */
export async function startHaproxy(folder: string, config: string, socket: string): Promise<Haproxy> {
  const file = join(folder, 'haproxy.cfg');
  writeFileSync(file, config);
  const ask = (command: string): Promise<string> => askSocket(socket, command);
  const isUp = (): Promise<boolean> =>
    ask('show info').then(
      (answer) => answer.includes('Uptime'),
      () => false,
    );
  const start = (): Promise<Program> => startProgram(['haproxy', '-db', '-f', file], join(folder, 'haproxy.log'), isUp);
  let program = await start();
  return {
    socket,
    ask,
    async restart() {
      await program.stop();
      program = await start();
    },
    kill: () => program.stop('SIGKILL'),
    close: () => program.stop(),
  };
}

function askSocket(path: string, command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const connection = connect({ path });
    let answer = '';
    connection.setEncoding('utf8').on('data', (text: string) => {
      answer += text;
    });
    connection.once('error', reject);
    connection.once('end', () => resolve(answer));
    connection.end(`${command}\n`);
  });
}
