export { type BranchesOptions, openBranches } from './branches/open-branches.ts';
export { type DocumentsOptions, openDocuments } from './documents/open-documents.ts';
export { type CommitFileOptions, openCommitFile } from './gitops/commit-file.ts';
export { gitLedger, type LedgerOptions } from './ledger/git-ledger.ts';
export { openLedger } from './ledger/open-ledger.ts';
export { gitRepository, openRepository, type RepositoryOptions } from './repository.ts';
export type { Credentials, GitOptions } from './run-git.ts';
export { openTags, type TagsOptions } from './tags/open-tags.ts';
