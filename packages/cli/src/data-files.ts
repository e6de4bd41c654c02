import type { DataFiles } from '@weighbridge/command';

/** The data adapter, loaded when the first file is read: a step that only reports never pays for it. */
export const dataFiles: DataFiles = {
  readPredictions: async (path, columns) => (await adapter()).readPredictions(path, columns),
  readMetricFile: async (path, key) => (await adapter()).readMetricFile(path, key),
  digestFile: async (path) => (await adapter()).digestFile(path),
  writeKept: async (path, predictions) => (await adapter()).writeKept(path, predictions),
  readKept: async (path) => (await adapter()).readKept(path),
};

function adapter(): Promise<typeof import('@weighbridge/data')> {
  return import('@weighbridge/data');
}
