export { type LocalOptions, localCompute, type SignalSource } from './local-compute.ts';
