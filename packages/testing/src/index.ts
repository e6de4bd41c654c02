export * from './artifact-service.ts';
export * from './git-fixture.ts';
export * from './memory-ledger.ts';
export * from './record-fixture.ts';
export * from './zip-fixture.ts';
