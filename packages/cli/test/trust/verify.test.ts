import { type Context, registry } from '@weighbridge/command';
import { canonical, type Runner, type RunRecord, runRecord } from '@weighbridge/core';
import { localForge } from '@weighbridge/forge';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { atHome } from '../reuse/workplace.ts';
import { entryOf, jobOf, keyPair, openWorld, policyText, publish, sign, type World, weighed } from './world.ts';

let world: World;
let record: RunRecord;
beforeEach(async () => {
  world = await openWorld();
  record = await weighed(world);
  await entryOf(world, record, await sign(record, world.key));
});
afterEach(() => world.close());

const home: Runner = { ...atHome, repository: 'acme/models' };
const alone = (): Context => jobOf(world, { runner: home, forge: localForge({ repository: 'acme/models' }) });

async function verify(more: Record<string, unknown> = {}, context = alone()) {
  const command = await registry['verify']?.();
  if (!command) throw new Error('there is no command verify');
  return command.run(command.inputs.parse({ what: 'model', ...more }), context);
}

/** The one file of the ledger that ends so. */
function fileOf(ending: RegExp): string {
  const path = [...world.ledger.keys()].find((each) => ending.test(each));
  if (path === undefined) throw new Error(`no file ${ending}`);
  return path;
}

const signature = /\.sigstore\.json$/;
const entry = /[0-9a-f]{64}\.json$/;

/** Another character at one place. */
function tampered(text: string, at: number, flip: number): string {
  const bytes = Buffer.from(text);
  bytes[at % bytes.length] = (bytes[at % bytes.length] ?? 0) ^ flip;
  return bytes.toString('utf8');
}

/** What a record's digest is over; of any other text the text. */
function canonicalOf(text: string): string {
  const { record: found } = JSON.parse(text);
  return found === undefined ? text : canonical(runRecord.parse(found));
}

const places = fc.tuple(fc.nat(100_000), fc.integer({ min: 1, max: 127 }));

describe('verify', () => {
  it('proves bytes by a signature of the default branch’s key, for anyone with a clone', async () => {
    const result = await verify();
    expect(result).toMatchObject({ exit: 0, outputs: { proved: true } });
    const { digest: bytes } = record.training?.outputs[0] ?? {};
    expect(result.json).toMatchObject({
      proved: true,
      model: 'churn',
      bytes: `${bytes} (model)`,
      policy: record.verdict?.policy,
      commit: world.commit,
      'signed by': expect.stringMatching(/^key SHA256:/),
    });
    expect(result.text).toMatch(/^✅ proved\n {3}model {6}churn\n/);
  });

  it('takes keys that the user gives, and no others then', async () => {
    const other = keyPair();
    world.git.write({ 'other.pub': other.pub });
    expect((await verify({ key: ['keys/weighbridge.pub', 'other.pub'] })).exit).toBe(0);
    const refused = await verify({ key: ['other.pub'] });
    expect([refused.exit, refused.text]).toEqual([1, expect.stringMatching(/not proved: .*does not trust/)]);
    await expect(verify({ key: ['weighbridge.yml'] })).rejects.toMatchObject({ code: 'WB6203' });
  });

  it('says that nothing is known of other bytes, and refuses what is no model', async () => {
    world.git.write({ 'model/weights.bin': 'other weights' });
    const result = await verify();
    expect([result.exit, result.text]).toEqual([1, expect.stringMatching(/no record of a training that wrote/)]);
    await expect(
      verify(
        { what: 'nowhere' },
        { ...alone(), tags: { list: async () => [], names: async () => [], create: async () => 'exists' } },
      ),
    ).rejects.toMatchObject({ code: 'WB6207' });
  });

  it('does not take this machine’s own ledger for a proof', async () => {
    world.ledger.delete(fileOf(signature));
    world.git.commit('by api', { 'weighbridge.yml': policyText.replace(/attest: .*/, 'attest: { by: api }') });
    const result = await verify();
    expect([result.exit, result.text]).toEqual([1, expect.stringMatching(/nothing but this machine’s own ledger/)]);
    publish(world, record);
  });

  it('refuses a record that did not pass, though it was signed', async () => {
    world.ledger.clear();
    const { verdict } = record;
    if (!verdict) throw new Error('no verdict');
    const failed: RunRecord = { ...record, verdict: { ...verdict, outcome: 'failed', exit: 1 } };
    await entryOf(world, failed, await sign(failed, world.key));
    const result = await verify();
    expect([result.exit, result.text]).toEqual([1, expect.stringMatching(/its gate said failed/)]);
  });

  it('goes by the default branch’s policy, not by that of the folder', async () => {
    world.git.git('switch', '-q', '-c', 'feature');
    world.git.commit('mine', { 'weighbridge.yml': policyText.replace(/attest: .*/, 'attest: { by: api }') });
    expect((await verify()).exit).toBe(0);
  });
});

describe('verify, when any one byte is another', () => {
  it.each([
    ['signature', signature],
    ['record', entry],
  ])('of the %s', async (_name, ending) => {
    const path = fileOf(ending);
    const text = world.ledger.get(path) ?? '';
    // When an entry was appended is nobody's word but the ledger's own, and is shown as that.
    const time = text.indexOf('"at":"');
    await fc.assert(
      fc.asyncProperty(places, async ([at, flip]) => {
        const place = at % Buffer.byteLength(text);
        fc.pre(ending === signature || place < time || place > time + 33);
        world.ledger.set(path, tampered(text, at, flip));
        const result = await verify();
        // Of the record what is not in its canonical form (runs, times, machines) proves nothing and is not shown.
        if (result.exit === 0) expect(canonicalOf(world.ledger.get(path) ?? '')).toBe(canonicalOf(text));
      }),
      { numRuns: 60 },
    );
  });

  it('of the model', async () => {
    const weights = 'weights\n'.repeat(100);
    await fc.assert(
      fc.asyncProperty(places, async ([at, flip]) => {
        world.git.write({ 'model/weights.bin': tampered(weights, at, flip) });
        expect((await verify()).exit).toBe(1);
      }),
      { numRuns: 25 },
    );
  });

  it('of the policy that is said to have judged', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(policyText.length - 1), async (at) => {
        const other = `${policyText.slice(0, at)}#${policyText.slice(at)}`;
        const file = async (commit: string, path: string) =>
          commit === world.commit && path === 'weighbridge.yml'
            ? Buffer.from(other)
            : context.repository?.file(commit, path);
        world.git.commit('later', { 'notes.txt': String(at) });
        const context = alone();
        const { repository } = context;
        if (!repository) throw new Error('no repository');
        const result = await verify({}, { ...context, repository: { ...repository, file } });
        expect([result.exit, result.text]).toEqual([1, expect.stringMatching(/another policy/)]);
      }),
      { numRuns: 10 },
    );
  });
});
