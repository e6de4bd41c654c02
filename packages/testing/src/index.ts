export * from './git-fixture.ts';
export * from './memory-ledger.ts';
export * from './record-fixture.ts';
