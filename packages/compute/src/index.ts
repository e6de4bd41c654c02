export { type LocalOptions, localCompute, type SignalSource } from './local-compute.ts';
export { digestOutput } from './outputs.ts';
