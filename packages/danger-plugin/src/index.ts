export type { Options } from './options.ts';
export { weighbridge } from './weighbridge.ts';
