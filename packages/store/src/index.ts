export { type ArchiveLimits, readArchive } from './archive.ts';
export { artifactStore } from './artifact-store.ts';
export { filesTransport } from './files-transport.ts';
export { folderStore } from './folder-store.ts';
export { packFolder } from './pack.ts';
export { folderPacking, unpackFolder } from './unpack.ts';
