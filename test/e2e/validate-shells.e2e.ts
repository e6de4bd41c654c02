import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { gitlabStage, openChange, packedProgram, recordOf, type Stage, userToken } from './gitlab/stage.ts';
import { type ActStage, actStage, artifactsOf } from './train/act-stage.ts';
import { customers, installedLibrary, modelFiles, trainPolicy } from './train/model.ts';

const broken = { 'data/evaluation.csv': customers(1000, { empty: 40 }) };
const judged = { 'weighbridge.yml': trainPolicy({ schema: true }) };

const workflow = `on: pull_request
jobs:
  data:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v6
      - id: data
        uses: weighbridge/weighbridge/actions/validate@v1
        continue-on-error: true
      - run: echo "data was $OUTCOME, $BROKEN broken, $WARNINGS warnings"
        env:
          OUTCOME: \${{ steps.data.outputs.outcome }}
          BROKEN: \${{ steps.data.outputs.broken }}
          WARNINGS: \${{ steps.data.outputs.warnings }}
`;

describe('the action', () => {
  test('hands its outcome to the next step, and its section to the next job', async () => {
    await using stage: ActStage = await actStage({ ...judged, '.github/workflows/data.yml': workflow });
    const whole = await stage.run();
    expect(whole, whole.log).toMatchObject({ code: 0 });
    expect(whole.log).toContain('data was passed, 0 broken, 0 warnings');
    expect(artifactsOf(stage, whole.run)).toEqual(['wb-churn-validate-data-1']);
    stage.push('new data', broken);
    const result = await stage.run();
    expect(result.log).toContain('data was failed, 1 broken, 0 warnings');
    expect(result.log).toMatch(/error file=schemas\/customers\.json,line=6,col=\d+/);
    expect(artifactsOf(stage, result.run)).toEqual(['wb-churn-stopped-data-1', 'wb-churn-validate-data-1']);
  });
});

describe('the component', () => {
  const packed = mkdtempSync(path.join(tmpdir(), 'wb-packed-'));
  afterAll(() => rmSync(packed, { recursive: true, force: true }));
  const program = packedProgram(packed);
  const component = (name: string, needs: string): string =>
    `  - component: $CI_SERVER_FQDN/weighbridge/components/${name}@1\n    inputs: { package: ${program}, needs: [${needs}] }\n`;
  const pipeline = `include:\n${component('validate', '')}${component('report', 'weighbridge-validate')}`;

  async function weigh(variables: Readonly<Record<string, string>>, work: (stage: Stage) => void = () => undefined) {
    await using stage = await gitlabStage({ ...modelFiles, ...judged, '.gitlab-ci.yml': pipeline });
    stage.git.git('switch', '--quiet', '--create', 'data');
    stage.git.commit('new data', broken);
    work(stage);
    stage.push();
    const change = openChange(stage, 'data');
    const given = { WEIGHBRIDGE_TOKEN: userToken, ...variables };
    const result = await stage.pipeline({ commit: change.head, change, variables: given });
    return { result, notes: stage.state.notes.map(({ body }) => body) };
  }

  test('stops the pipeline at broken data, and the note says what explains it', async () => {
    const { result, notes } = await weigh(installedLibrary());
    expect(result.exitOf('weighbridge-validate'), result.log).toBe(1);
    const [explanation, ...more] = recordOf(result, 'weighbridge-validate').data?.explanations ?? [];
    expect([more, explanation]).toMatchObject([[], { column: 'source', share: 0.1, isNew: true }]);
    expect(explanation?.value).toBeUndefined();
    expect(recordOf(result, 'weighbridge-report').stopped).toMatchObject({ command: 'validate' });
    expect(notes).toEqual([expect.stringContaining('### ❌ churn stopped')]);
    expect(notes[0]).toContain('spend');
    // Values of the data are shown only where the policy allows it.
    expect(notes[0]).not.toContain('batch_0412');
  });

  test('says in one line that its library can be had from nowhere', async () => {
    const { result } = await weigh({ WEIGHBRIDGE_NPM_MIRROR: 'http://127.0.0.1:9/npm' });
    expect(result.exitOf('weighbridge-validate'), result.log).toBe(3);
    const said = result.jobLog('weighbridge-validate').split('\n');
    expect(said.filter((line) => line.includes('WB39'))).toHaveLength(1);
    expect(said.join('\n')).toMatch(/http:\/\/127\.0\.0\.1:9\/npm\/@duckdb\/node-bindings-/);
  });
});
