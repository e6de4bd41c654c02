export * from './command.ts';
export * from './data-files.ts';
export * from './registry.ts';
