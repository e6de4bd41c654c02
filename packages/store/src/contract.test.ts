import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fakeS3 } from '@weighbridge/testing';
import { holdingStoreContract, storeContract } from '@weighbridge/testing/store-contract';
import { artifactStore } from './artifact-store.ts';
import { folderStore } from './folder-store.ts';
import { s3Store } from './s3-store.ts';

holdingStoreContract('folderStore', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'wb-folder-store-'));
  return {
    open: () => folderStore(join(folder, 'store')),
    damage: async (location, change) => {
      const path = join(folder, 'store', location);
      writeFileSync(path, change(readFileSync(path)));
    },
    count: async () =>
      readdirSync(join(folder, 'store'), { recursive: true, withFileTypes: true }).filter((found) => found.isFile())
        .length,
    close: async () => rmSync(folder, { recursive: true, force: true }),
  };
});

storeContract('artifactStore', async () => ({ open: artifactStore, close: () => Promise.resolve() }));

for (const prefix of ['', 'team/weighbridge']) {
  holdingStoreContract(`s3Store with the prefix "${prefix}"`, async () => {
    const server = await fakeS3();
    const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
    const target = { bucket: 'models', prefix, region: 'us-east-1', endpoint: server.url, credentials };
    return {
      open: () => s3Store({ ...target, maxBytes: 1e9, partsAbove: 1e6, backoff: 1 }),
      damage: async (location, change) => {
        const key = location.slice('s3://models/'.length);
        server.objects.set(key, change(server.objects.get(key) ?? Buffer.alloc(0)));
      },
      count: async () => server.objects.size,
      close: server.close,
    };
  });
}
