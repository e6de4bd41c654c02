export { type ArchiveLimits, readArchive } from './archive.ts';
export { artifactStore } from './artifact-store.ts';
export { filesTransport } from './files-transport.ts';
export { folderStore } from './folder-store.ts';
export { folderPacking } from './unpack.ts';
