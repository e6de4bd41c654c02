export * from './baseline/find-anchor.ts';
export * from './baseline/find-record.ts';
export * from './baseline/in-files.ts';
export type { BaseCommit, RecordSources } from './baseline/record-source.ts';
export * from './baseline/resolve-base.ts';
export * from './changed/collect-changed.ts';
export * from './command.ts';
export * from './data-files.ts';
export * from './registry.ts';
