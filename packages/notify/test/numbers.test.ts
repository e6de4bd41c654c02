import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { groupOf } from '../src/channel/pushgateway.ts';
import { exposition } from '../src/exposition.ts';
import { hostileName, notice, samples } from './notices.ts';
import { channelsAt, notifyAt, secrets, services } from './services.ts';

const server = services();
let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'wb-notify-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('exposition', () => {
  it('has each gauge once, and the last of equal labels', () => {
    const lines = exposition(samples).split('\n');
    expect(lines.filter((line) => line.startsWith('# TYPE'))).toEqual([
      '# TYPE weighbridge_watch_value gauge',
      '# TYPE weighbridge_watch_alarm gauge',
    ]);
    expect(lines).toContain('weighbridge_watch_value{model="churn",series="income"} 0.35');
    expect(lines.filter((line) => line.includes('"income"'))).toHaveLength(1);
    const families = lines.map((line) => /^(?:# \w+ )?(\w+)/.exec(line)?.[1]).filter(Boolean);
    expect(families.join(' ')).toMatch(/^(weighbridge_watch_value ?){4}(weighbridge_watch_alarm ?){3}$/);
  });
  it('keeps a hostile label on its line', () => {
    const lines = exposition(samples).split('\n');
    const found = lines.filter((line) => line.includes('evil.example'));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^weighbridge_watch_value\{model="churn",series="(?:[^"\\\n]|\\["\\n])*"\} 0\.2$/);
  });
  it.each([
    [Number.NaN, 'NaN'],
    [Number.POSITIVE_INFINITY, '+Inf'],
    [Number.NEGATIVE_INFINITY, '-Inf'],
    [1e-9, '1e-9'],
  ])('writes %d as %s', (value, text) => {
    expect(exposition([{ name: 'x', help: '', labels: {}, value }])).toMatch(
      new RegExp(`\nx ${text.replace('+', '\\+')}\n$`),
    );
  });
});

describe('Pushgateway', () => {
  it('gets one group for each model, replaced as a whole', async () => {
    const { notify } = notifyAt(server.url);
    expect(await notify.export(channelsAt(server.url).pushgateway, 'a/b', samples)).toEqual({ outcome: 'sent' });
    expect(server.told[0]).toMatchObject({ method: 'PUT', path: '/metrics/job/weighbridge/model@base64/YS9i' });
    expect(server.told[0]?.headers.authorization).toBe(`Bearer ${secrets.token}`);
    expect(server.told[0]?.bytes.toString()).toBe(exposition(samples));
  });
  it('gets user and password as it wants them', async () => {
    const { notify } = notifyAt(server.url, { env: { TOKEN: 'ops:pass' } });
    await notify.export(channelsAt(server.url).pushgateway, 'churn', samples);
    expect(server.told[0]).toMatchObject({ path: '/metrics/job/weighbridge/model/churn' });
    expect(server.told[0]?.headers.authorization).toBe('Basic b3BzOnBhc3M=');
  });
  it.each(['..', '.', '', 'a b', 'ü', 'x?y', hostileName])(
    'has no name in its address that could change it: %j',
    (name) => {
      expect(groupOf(name)).toMatch(/^model@base64\/(?:=|[\w-]+)$/);
      expect(groupOf('v1.2_x-y')).toBe('model/v1.2_x-y');
    },
  );
});

describe('OpenMetrics file', () => {
  const write = (file: string) => notifyAt('', { root }).notify.export({ to: 'openmetrics', file }, 'churn', samples);

  it('is replaced as a whole, and ended', async () => {
    expect(await write('out/churn.prom')).toEqual({ outcome: 'sent' });
    expect(await write('out/churn.prom')).toEqual({ outcome: 'sent' });
    expect(readFileSync(join(root, 'out/churn.prom'), 'utf8')).toBe(`${exposition(samples)}# EOF\n`);
    expect(readdirSync(join(root, 'out'))).toEqual(['churn.prom']);
  });
  it('leaves a folder of that name alone, and nothing beside it', async () => {
    mkdirSync(join(root, 'taken/x'), { recursive: true });
    expect(await write('taken')).toMatchObject({ outcome: 'failed', reason: expect.stringMatching(/^E[A-Z]+$/) });
    expect(readdirSync(root)).toEqual(['taken']);
  });
  it.each(['../x.prom', '/tmp/x.prom', 'link/x.prom'])('is not written outside: %s', async (file) => {
    symlinkSync(tmpdir(), join(root, 'link'));
    const reason = `\`${file}\` is not below the folder of the policy`;
    expect(await write(file)).toEqual({ outcome: 'failed', reason });
  });
  it('replaces a link, not what it leads to', async () => {
    writeFileSync(join(root, 'secret'), 'kept');
    symlinkSync(join(root, 'secret'), join(root, 'x.prom'));
    await write('x.prom');
    expect(readFileSync(join(root, 'secret'), 'utf8')).toBe('kept');
  });
});

describe('channels of the other kind', () => {
  it('are refused', async () => {
    const { notify } = notifyAt(server.url);
    const { pushgateway, slack } = channelsAt(server.url);
    expect(await notify.send(pushgateway, notice, undefined)).toMatchObject({ outcome: 'failed' });
    expect(await notify.export(slack, 'churn', samples)).toMatchObject({ outcome: 'failed' });
    expect(server.told).toEqual([]);
  });
});
