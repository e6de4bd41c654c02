import { dirname, join, resolve } from 'node:path';
import { type Digest, ServiceError, type Store } from '@weighbridge/core';
import { copyFile, isMissing } from './copy-file.ts';

/** A store in a folder (local, or a mounted share): one file per digest, `ab/abcd…`. Writers never conflict. */
export function folderStore(folder: string): Store {
  const root = resolve(folder);
  return {
    kind: 'store',
    async put(path) {
      const digest = await copyFile(path, root, (found) => join(root, locationOf(found)));
      return { digest, location: locationOf(digest) };
    },
    async get(location, digest, path) {
      // A location is never a path of the caller's choice, only what `put` answered for these bytes.
      if (location !== locationOf(digest)) return false;
      try {
        const found = await copyFile(join(root, location), dirname(resolve(path)), (real) =>
          real === digest ? resolve(path) : undefined,
        );
        if (found === digest) return true;
      } catch (error) {
        if (isMissing(error)) return false;
        throw error;
      }
      throw new ServiceError(
        'WB4202',
        `The store holds other bytes than ${digest} under its name. Nothing was written.`,
      );
    },
  };
}

function locationOf(digest: Digest): string {
  const hex = digest.replace(/^sha256:/u, '');
  return `${hex.slice(0, 2)}/${hex}`;
}
