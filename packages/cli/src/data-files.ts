import { homedir, tmpdir } from 'node:os';
import process from 'node:process';
import type { DataFiles } from '@weighbridge/command';
import type { ReadLargeColumns } from '@weighbridge/core';

/** The data adapter, loaded when the first file is read: a step that only reports never pays for it. */
export function dataFiles(env: NodeJS.ProcessEnv): DataFiles {
  const readLarge = largeReader(env);
  return {
    readPredictions: async (path, columns) => (await adapter()).readPredictions(path, columns, { readLarge }),
    readMetricFile: async (path, key) => (await adapter()).readMetricFile(path, key),
    digestFile: async (path) => (await adapter()).digestFile(path),
    writeKept: async (path, predictions) => (await adapter()).writeKept(path, predictions),
    readKept: async (path) => (await adapter()).readKept(path),
  };
}

function adapter(): Promise<typeof import('@weighbridge/data')> {
  return import('@weighbridge/data');
}

/** The embedded engine reads large files, where its library is here already: a light step fetches nothing. */
function largeReader(env: NodeJS.ProcessEnv): ReadLargeColumns {
  return async function* readLarge(path, wanted) {
    const { columnReader, findDuckdb, libraryOptions } = await import('@weighbridge/table');
    const place = { env, workingFolder: process.cwd(), home: homedir(), onProgress: () => undefined };
    const load = async () => {
      const duckdb = await findDuckdb(libraryOptions(place));
      if (duckdb === undefined) throw new Error('The library is not here.');
      return duckdb;
    };
    yield* columnReader({ load, tempFolder: env['RUNNER_TEMP'] || tmpdir() })(path, wanted);
  };
}
