export { digestFile } from './digest.ts';
export { readKept, writeKept } from './kept.ts';
export { type FileNumber, readMetricFile } from './metric-file.ts';
export { type PredictionColumns, type ReadPredictions, readPredictions } from './predictions.ts';
