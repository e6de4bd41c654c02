import { afterEach, describe, expect, it } from 'vitest';
import { policy, type Trial, trial } from './train/trial.ts';

let made: Trial | undefined;
afterEach(() => made?.remove());

const schema = `fields:
  - { name: id, type: integer }
  - { name: place, type: geopoint }
`;

function table(more: Parameters<typeof trial>[2] = {}): Trial {
  made = trial(undefined, [], {
    't.csv': 'id,place\n1,a\n2,b\n',
    'was.csv': 'id,place\n1,a\n2,c\n',
    'twice.csv': 'id,place\n1,a\n1,c\n',
    's.yml': schema,
    ...more,
  });
  return made;
}

describe('validate refuses what would have no effect', () => {
  it.each([
    [['--schema', 's.yml'], 'WB1026: The input "schema" has no effect without "data"'],
    [['--ignore', 'geopoint'], 'WB1026: The input "ignore" has no effect without "data"'],
    [['--show-values'], 'WB1026: The input "show-values" has no effect without "data"'],
    [['--data', 't.csv', '--key', 'id'], 'WB1026: The input "key" has no effect without "reference"'],
    [['--data', 't.csv', '--ignore', 'geopoint'], 'WB1026: The input "ignore" has no effect without "schema"'],
    [['--data', 't.csv', '--infer', '--schema', 's.yml'], 'WB1027: The input "schema" has no effect beside "infer"'],
    [['--data', 't.csv', '--reference', 'was.csv', '--key', 'plac'], 'WB3004 t.csv: There is no column "plac"'],
    [['--data', 't.csv', '--schema', 's.yml', '--ignore', 'geopiont'], 'WB3122 s.yml: "geopiont" is to be ignored'],
  ])('%j', async (argv, says) => {
    const ended = await table().weighbridge(['validate', ...argv]);
    expect(ended).toMatchObject({ exit: 2, stdout: '', stderr: expect.stringContaining(says) });
  });

  it('in the policy, too', async () => {
    const own = (rest: string) => ({
      'weighbridge.yml': policy().replace('path: data.csv', `path: t.csv, schema: s.yml, ${rest}`),
    });
    const { weighbridge, write } = table(own('ignore: [geopoint, tipe]'));
    const idle = await weighbridge(['validate']);
    expect(idle).toMatchObject({ exit: 2, stderr: expect.stringContaining('Did you mean "type"?') });
    write(own('ignore: [geopoint], key: [idd]'));
    const unknown = await weighbridge(['validate']);
    expect(unknown).toMatchObject({ exit: 2, stderr: expect.stringContaining('Did you mean "id"?') });
    write(own('ignore: [geopoint], key: [id]'));
    expect(await weighbridge(['validate'])).toMatchObject({ exit: 0 });
  });
});

describe('validate says', () => {
  it.each([
    ['was.csv', 'given as input'],
    ['twice.csv', 'given as input; rows are compared whole and not by their key, as id repeats'],
  ])('how rows were compared with %s', async (reference, why) => {
    const argv = ['validate', '--data', 't.csv', '--reference', reference, '--key', 'id', '--json'];
    const ended = await table().weighbridge(argv);
    expect(ended, ended.stderr).toMatchObject({ exit: 0 });
    expect(JSON.parse(ended.stdout)).toMatchObject({ diff: [{ why }] });
  });

  it('which files of a folder are not read, once', async () => {
    const { weighbridge } = table({
      'd/a.csv': 'id\n1\n',
      'd/b.csv.bz2': 'x',
      'd/c.csv': 'id\n2\n',
      'd/s.yml': schema,
    });
    const ended = await weighbridge(['validate', '--data', 'd']);
    expect(ended.stderr.split('2 of 4 files of d are read; b.csv.bz2 and 1 more are not')).toHaveLength(2);
    expect(ended.exit).toBe(0);
  });
});
