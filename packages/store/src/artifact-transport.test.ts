import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { type ArtifactService, artifactService, zipFixture } from '@weighbridge/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { artifactTransport } from './artifact-transport.ts';
import { filesTransport } from './files-transport.ts';
import { sha256 } from './sha256.ts';

let folder = '';
let service: ArtifactService;
const before = { ...process.env };
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wb-transport-'));
  service = await artifactService();
  Object.assign(process.env, service.env, { GITHUB_WORKSPACE: folder });
});
afterEach(async () => {
  process.env = { ...before };
  await service.close();
  rmSync(folder, { recursive: true, force: true });
});

const name = 'wb-churn-evaluate-model-1';

/** Puts an archive into the service as another job could have. */
function plant(planted: string, bytes: Uint8Array, digest = sha256(bytes)): void {
  service.plant(planted, bytes, digest);
}

describe('artifactTransport', () => {
  it('carries a section from one job to the next', async () => {
    writeFileSync(join(folder, 'section.json'), '{"version":1}');
    await artifactTransport().publish(name, folder, [join(folder, 'section.json')]);
    plant('wb-other-evaluate-model-1', zipFixture([{ name: 'section.json' }]));
    expect(await artifactTransport().collect('wb-churn-', join(folder, 'in'))).toEqual([name]);
    expect(readFileSync(join(folder, 'in', name, 'section.json'), 'utf8')).toBe('{"version":1}');
    expect(readdirSync(join(folder, 'in'))).toEqual([name]);
  });

  it('never writes over an artifact that is there', async () => {
    writeFileSync(join(folder, 'section.json'), '{}');
    plant(name, zipFixture([{ name: 'section.json', content: 'first' }]));
    const again = artifactTransport().publish(name, folder, [join(folder, 'section.json')]);
    await expect(again).rejects.toMatchObject({ name: 'ServiceError', code: 'WB4203' });
    await artifactTransport().collect('wb-churn-', join(folder, 'in'));
    expect(readFileSync(join(folder, 'in', name, 'section.json'), 'utf8')).toBe('first');
  });

  it('leaves nothing of an earlier collection', async () => {
    plant(name, zipFixture([{ name: 'a', content: 'old' }]));
    await artifactTransport().collect('wb-churn-', join(folder, 'in'));
    plant(name, zipFixture([{ name: 'b', content: 'new' }]));
    await artifactTransport().collect('wb-churn-', join(folder, 'in'));
    expect(readdirSync(join(folder, 'in', name))).toEqual(['b']);
  });

  it('refuses an archive that leaves its folder, is a link, or is not what its digest says', async () => {
    const collect = () => artifactTransport().collect('wb-churn-', join(folder, 'in'));
    plant(name, zipFixture([{ name: '../../escaped', content: 'x' }]));
    await expect(collect()).rejects.toMatchObject({ code: 'WB4201' });
    plant(name, zipFixture([{ name: 'link', content: '/etc/passwd', mode: 0o120777 }]));
    await expect(collect()).rejects.toMatchObject({ code: 'WB4201' });
    plant(name, zipFixture([{ name: 'a' }]), `sha256:${'0'.repeat(64)}`);
    await expect(collect()).rejects.toMatchObject({ code: 'WB4202' });
    expect([existsSync(join(folder, 'in')), existsSync(join(folder, 'escaped'))]).toEqual([false, false]);
  });

  it('refuses an archive over the limit before it is fetched, and one that is in truth', async () => {
    const limits = { files: 9, bytes: 2000 };
    const bomb = zipFixture([{ name: 'a', content: 'x'.repeat(100_000) }]);
    expect(bomb.length).toBeLessThan(limits.bytes);
    plant(name, bomb);
    await expect(artifactTransport({ limits }).collect('wb-', join(folder, 'in'))).rejects.toMatchObject({
      code: 'WB4201',
    });
    plant(name, new Uint8Array(3000));
    await expect(artifactTransport({ limits }).collect('wb-', join(folder, 'in'))).rejects.toThrow(/3000 bytes/);
  });

  it('says so and goes on where the server has no artifact service', async () => {
    process.env.GITHUB_SERVER_URL = 'https://ghe.example.org';
    const said: string[] = [];
    writeFileSync(join(folder, 'section.json'), '{}');
    const transport = artifactTransport({ onUnsupported: (message) => said.push(message) });
    await transport.publish(name, folder, [join(folder, 'section.json')]);
    expect(await transport.collect('wb-', join(folder, 'in'))).toEqual([]);
    expect(said).toHaveLength(2);
  });
});

describe('filesTransport', () => {
  it('leaves the files where they are', async () => {
    writeFileSync(join(folder, 'section.json'), '{}');
    await filesTransport().publish(name, folder, [join(folder, 'section.json')]);
    expect(await filesTransport().collect('wb-', join(folder, 'in'))).toEqual([]);
    expect(readdirSync(folder)).toEqual(['section.json']);
  });
});
