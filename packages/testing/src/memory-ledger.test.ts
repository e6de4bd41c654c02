import { ledgerContract } from './ledger-contract.ts';
import { type MemoryFiles, memoryLedger } from './memory-ledger.ts';

ledgerContract('memoryLedger', () => {
  const files: MemoryFiles = new Map();
  return {
    open: (options) => memoryLedger(files, options),
    edit: (path, change) => files.set(path, change(files.get(path) ?? '')),
  };
});
