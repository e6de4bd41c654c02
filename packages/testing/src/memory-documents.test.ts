import { documentsContract } from './documents-contract.ts';
import { memoryDocuments } from './memory-documents.ts';

documentsContract('memoryDocuments', () => {
  const texts = new Map<string, string>();
  return { open: () => memoryDocuments(texts) };
});
