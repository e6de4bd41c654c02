import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { type Connection, type ConnectionOptions, type Duckdb, openConnection } from './connection.ts';
import { literalPath } from './open/opened.ts';

export interface SessionOptions extends Omit<ConnectionOptions, 'allowedFiles' | 'allowedFolders'> {
  /** Finds or fetches DuckDB. Asked once, when the first file is to be read. */
  readonly load: () => Promise<Duckdb>;
}

/** A database that may read the files it was told of and those of its own folder, and no others. */
export interface Session {
  /** Stays the same when the database starts anew. One statement at a time. */
  readonly connection: Connection;
  /** A folder of its own, for what is unpacked or worked out: statements may read and write there. */
  folder(): Promise<string>;
  /** Lets statements read these files too. */
  allow(files: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/**
 * DuckDB does not take back its lock on what it may read, so a database that must read more is a new one. That takes
 * milliseconds, and happens once for each table, when nothing of it is in the database yet.
 */
export function newSession(options: SessionOptions): Session {
  const allowed = new Set<string>();
  let current: Promise<Connection> | undefined;
  let ownFolder: Promise<string> | undefined;

  const folder = (): Promise<string> => {
    ownFolder ??= mkdtemp(path.join(options.tempFolder, 'weighbridge-tables-'));
    return ownFolder;
  };
  async function open(): Promise<Connection> {
    const [duckdb, own] = await Promise.all([options.load(), folder()]);
    const allowedFolders = [own, literalPath(own)];
    return await openConnection(duckdb, { ...options, allowedFiles: [...allowed], allowedFolders });
  }
  const connected = (): Promise<Connection> => {
    current ??= open();
    return current;
  };
  async function end(): Promise<void> {
    const ending = current;
    current = undefined;
    await (await ending)?.close();
  }
  return {
    connection: standing(connected, end),
    folder,
    async allow(files) {
      if (files.every((file) => allowed.has(file))) return;
      for (const file of files) allowed.add(file);
      await end();
    },
    async close() {
      await end();
      if (ownFolder) await rm(await ownFolder, { recursive: true, force: true });
    },
  };
}

function standing(connected: () => Promise<Connection>, close: () => Promise<void>): Connection {
  return {
    run: async (...given) => await (await connected()).run(...given),
    rows: async (...given) => await (await connected()).rows(...given),
    row: async (...given) => await (await connected()).row(...given),
    async *chunks(...given) {
      yield* (await connected()).chunks(...given);
    },
    close,
  };
}
