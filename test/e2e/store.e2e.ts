import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type S3Credentials, s3Store } from '@weighbridge/store/s3';
import { fetchObjects } from '@weighbridge/store/s3-objects';
import { failingProxy, type Moto, startMoto } from '@weighbridge/testing';
import { holdingStoreContract, unevenBytes } from '@weighbridge/testing/store-contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toolPath } from './tools.ts';

const bucket = 'weighbridge-models';
let moto: Moto;
let folder = '';
let prefixes = 0;
beforeAll(async () => {
  moto = await startMoto(toolPath('moto_server'), bucket);
  folder = mkdtempSync(join(tmpdir(), 'wb-s3-e2e-'));
});
afterAll(async () => {
  await moto.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Wish {
  readonly credentials?: S3Credentials;
  readonly endpoint?: string;
  readonly prefix?: string;
}

function store({ credentials = moto.owner, endpoint = moto.url, prefix = 'trial' }: Wish = {}) {
  return s3Store({ bucket, prefix, region: 'eu-central-1', endpoint, credentials, maxBytes: 1e9, backoff: 20 });
}

function file(content: string | Buffer): string {
  const path = join(folder, 'in.bin');
  writeFileSync(path, content);
  return path;
}

/** A large object of several parts, which is above the size that goes up whole. */
const large = 70 * 1024 * 1024 + 12_345;

holdingStoreContract(
  's3Store on a real server',
  async () => {
    prefixes += 1;
    const prefix = `contract-${prefixes}/weighbridge`;
    return {
      open: () => store({ prefix }),
      damage: async (location, change) => {
        const path = location.replace('s3:/', '');
        const bytes = Buffer.from(await (await moto.send(moto.owner, 'GET', path)).arrayBuffer());
        const answer = await moto.send(moto.owner, 'PUT', path, Uint8Array.from(change(bytes)));
        expect(answer.status).toBe(200);
      },
      count: async () => {
        const answer = await moto.send(
          moto.owner,
          'GET',
          `/${bucket}?list-type=2&prefix=${encodeURIComponent(prefix)}`,
        );
        return (await answer.text()).split('<Contents>').length - 1;
      },
      close: () => Promise.resolve(),
    };
  },
  { large },
);

describe('s3Store and the rights of its key', () => {
  it('needs no more than to get and to put', async () => {
    const credentials = await moto.user('least', ['s3:GetObject', 's3:PutObject']);
    const own = store({ credentials });
    const { digest, location } = await own.put(file('least'));
    expect(await own.get(location, digest, join(folder, 'out.bin'))).toBe(true);
    expect(readFileSync(join(folder, 'out.bin'), 'utf8')).toBe('least');
  });

  it('says which actions a key lacks', async () => {
    const reader = await moto.user('reader', ['s3:GetObject']);
    await expect(store({ credentials: reader }).put(file('not allowed'))).rejects.toMatchObject({
      name: 'PermissionError',
      needed: expect.stringContaining(`s3:GetObject and s3:PutObject on arn:aws:s3:::${bucket}/trial/*`),
    });
  });

  it.each([
    ['a secret that is not the key’s', { secretAccessKey: 'wrongSecret' }, 'SignatureDoesNotMatch'],
    ['a key that nobody has', { accessKeyId: 'AKIANOBODY' }, 'InvalidAccessKeyId'],
  ] as const)('refuses %s, and repeats nothing of it', async (_name, wrong, code) => {
    const credentials = { ...moto.owner, ...wrong };
    const failure: unknown = await store({ credentials })
      .put(file('wrong key'))
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'UserError', code: 'WB4303', message: expect.stringContaining(code) });
    const said = failure instanceof Error ? `${failure.stack} ${JSON.stringify(failure)}` : '';
    for (const secret of Object.values(credentials)) expect(said).not.toContain(secret);
  });
});

describe('s3Store and a server in trouble', () => {
  it('tries again when each request fails twice, in parts too', async () => {
    const proxy = await failingProxy(moto.url, 2);
    try {
      const { digest, location } = await store({ endpoint: proxy.url, prefix: 'trouble' }).put(
        file(unevenBytes(large)),
      );
      // HEAD, the beginning, five parts, the end.
      expect(proxy.failures()).toBe(2 * 8);
      const out = join(folder, 'large.bin');
      expect(await store({ prefix: 'trouble' }).get(location, digest, out)).toBe(true);
      expect(readFileSync(out).equals(unevenBytes(large))).toBe(true);
    } finally {
      await proxy.close();
    }
  });
});

describe('fetchObjects on a real server', () => {
  const names = ['day=2026-11-20/a b+c.csv', 'day=2026-11-20/ä&<1>.csv', 'day=2026-11-21/00:15.csv', '_SUCCESS'];
  const target = () => ({ bucket, region: 'eu-central-1', endpoint: moto.url, credentials: moto.owner, backoff: 20 });

  it('fetches what lies below a prefix, by more than one page', async () => {
    const many = Array.from({ length: 230 }, (_, index) => `many/${index}.csv`);
    for (const name of [...names, ...many, '../rows-old/x.csv']) {
      const path = new URL(`http://x/${bucket}/live/rows/${name.split('/').map(encodeURIComponent).join('/')}`)
        .pathname;
      const answer = await moto.send(moto.owner, 'PUT', path, new TextEncoder().encode(name));
      expect(answer.status).toBe(200);
    }
    const into = join(folder, 'rows');
    expect(await fetchObjects({ ...target(), prefix: 'live/rows' }, into)).toBe(3 + many.length);
    for (const name of names.slice(0, 3)) expect(readFileSync(join(into, name.replace(':', '%3A')), 'utf8')).toBe(name);
    expect(await fetchObjects({ ...target(), prefix: 'live/rows/many/7.csv' }, join(folder, 'one'))).toBe(1);
    expect(await fetchObjects({ ...target(), prefix: 'live/row' }, join(folder, 'none'))).toBe(0);
  });

  it('says which actions a key lacks', async () => {
    const credentials = await moto.user('no-list', ['s3:GetObject']);
    await expect(fetchObjects({ ...target(), credentials, prefix: 'live' }, join(folder, 'x'))).rejects.toMatchObject({
      name: 'PermissionError',
      needed: expect.stringContaining(`s3:ListBucket on arn:aws:s3:::${bucket}`),
    });
  });
});
