import { defineError } from './define.ts';

/** Mistakes about the native library that reads tables. Codes WB309x. */
export const libraryErrors = {
  noLibrary: defineError<{ platform: string; known: string }>(
    'WB3090',
    { platform: 'freebsd-x64', known: 'linux-x64, linux-arm64, darwin-arm64, win32-x64' },
    ({ platform, known }) => ({
      message: `DuckDB, which reads tables, is not built for ${platform}.`,
      cure: `Run this command on one of: ${known}.`,
    }),
  ),
  libraryNotFound: defineError<{ path: string; file: string }>(
    'WB3091',
    { path: 'tools/duckdb', file: 'duckdb.node' },
    ({ path, file }) => ({
      message: `WEIGHBRIDGE_DUCKDB names ${path}, and there is no ${file} there.`,
      cure: 'Name the folder of the package @duckdb/node-bindings for this system, or leave the variable out.',
    }),
  ),
  libraryBroken: defineError<{ what: string }>(
    'WB3092',
    { what: 'libstdc++.so.6: cannot open shared object file' },
    ({ what }) => ({
      message: `The native library of DuckDB does not load (${what.slice(0, 120)}).`,
      cure: 'Delete its folder to have it fetched again, or run on a system that has what it needs.',
    }),
  ),
  libraryVersion: defineError<{ path: string; found: string; expected: string }>(
    'WB3093',
    { path: 'tools/duckdb/duckdb.node', found: 'v1.4.0', expected: 'v1.5.5' },
    ({ path, found, expected }) => ({
      message: `The library ${path} is DuckDB ${found}, and this program needs ${expected}.`,
      cure: 'Leave WEIGHBRIDGE_DUCKDB out to have the right one fetched, or install that version.',
    }),
  ),
};
