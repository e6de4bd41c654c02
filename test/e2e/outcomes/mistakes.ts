import { readFileSync } from 'node:fs';
import path from 'node:path';
import { forgetRun, policy, predictions, type WorkingTree } from './model.ts';

const parquet = path.resolve(import.meta.dirname, '../../../packages/data/test/fixtures/parquet/snappy.parquet');
const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'4d7a2146'.repeat(8)}\nsize 83911\n`;

/** Something that the user must change: how it comes about, and the one line that says so. */
export interface Mistake {
  readonly name: string;
  readonly arrange?: (tree: WorkingTree) => void;
  readonly argv?: readonly string[];
  /** Code, place, what is wrong, what is possible. */
  readonly says: string;
}

const header = 'customer,churned,probability,region\n';
const inParquet = policy({ train: 'outputs: { predictions: predictions.parquet }' });

function writing(files: Readonly<Record<string, string | null>>): (tree: WorkingTree) => void {
  return (tree) => tree.write(files);
}

/** The predictions with the `row`th one (from 1) changed by hand. */
function withRow(row: number, change: (line: string) => string): string {
  const lines = predictions().split('\n');
  return lines.with(row, change(lines[row] ?? '')).join('\n');
}

/** Bytes of a Parquet file as a broken step leaves them. */
function parquetOf(bytes: (whole: string) => string): (tree: WorkingTree) => void {
  return writing({ 'weighbridge.yml': inParquet, 'predictions.parquet': bytes(readFileSync(parquet, 'latin1')) });
}

export const inPolicy: readonly Mistake[] = [
  {
    name: 'bad YAML',
    arrange: writing({ 'weighbridge.yml': `${policy()}  - { metric: [\n` }),
    says: 'WB2001 weighbridge.yml:12:1: The policy is not readable as YAML: ',
  },
  {
    name: 'a key that nobody knows',
    arrange: writing({ 'weighbridge.yml': policy({ gate: ['{ metric: roc_auc, max-drpo: 0.02 }'] }) }),
    says: 'WB2010 weighbridge.yml:10:28: unknown key "max-drpo" in models.churn.gate[0]. Did you mean "max-drop"? Known keys: metric, ',
  },
  {
    name: 'a metric that nobody knows',
    arrange: writing({ 'weighbridge.yml': policy({ gate: ['{ metric: roc_acu, min: 0.7 }'] }) }),
    says: 'WB2041 weighbridge.yml:10:19: unknown metric "roc_acu". Did you mean "roc_auc"? Metrics in this run: ',
  },
  {
    name: 'a value of another type',
    arrange: writing({ 'weighbridge.yml': policy({ top: ['alpha: small'] }) }),
    says: 'WB2012 weighbridge.yml:2:8: alpha is "small". It must be ',
  },
  {
    name: 'a store of a later version',
    arrange: writing({ 'weighbridge.yml': `${policy({})}store: { kind: oci }\n` }),
    says: 'WB2020 weighbridge.yml:12:16: `store.kind: oci` is not in this version. Take it out of the policy until it is.',
  },
  {
    name: 'an empty policy',
    arrange: writing({ 'weighbridge.yml': '' }),
    says: 'WB2002 weighbridge.yml:1:1: The policy is empty. Run `weighbridge init` to write one.',
  },
  {
    name: 'no policy',
    arrange: writing({ 'weighbridge.yml': null }),
    says: 'WB1009 weighbridge.yml: There is no policy file here. Run `weighbridge init` to write one, or name it with --policy.',
  },
  {
    name: 'no policy of that name',
    argv: ['gate', '--policy', 'models/other.yml'],
    says: 'WB1009 models/other.yml: There is no policy file here.',
  },
];

export const inData: readonly Mistake[] = [
  {
    name: 'no predictions file',
    arrange: writing({ 'predictions.csv': null }),
    says: 'WB3001 predictions.csv: The file does not exist. Check the path, and that the step which writes the file ran before this one.',
  },
  {
    name: 'a wrong column',
    arrange: writing({
      'weighbridge.yml': policy({ evaluate: 'task: binary, target: churned, score: probabilty, slices: [region]' }),
    }),
    says: 'WB3004 predictions.csv: There is no column "probabilty". Did you mean "probability"? Columns in the file: customer, churned, probability, region.',
  },
  {
    name: 'a slice column that is not there',
    arrange: writing({
      'weighbridge.yml': policy({ evaluate: 'task: binary, target: churned, score: probability, slices: [regoin]' }),
    }),
    says: 'WB3004 predictions.csv: There is no column "regoin". Did you mean "region"? ',
  },
  {
    name: 'a score that is NaN',
    arrange: writing({ 'predictions.csv': withRow(4, (line) => line.replace(/0\.\d+/, 'NaN')) }),
    says: 'WB3010 predictions.csv: The column "probability" is missing or not finite in row 4. ',
  },
  {
    name: 'a target that is missing',
    arrange: writing({ 'predictions.csv': withRow(7, (line) => line.replace(/,[01],/, ',,')) }),
    says: 'WB3012 predictions.csv: The column "churned" is missing in row 7. Targets, ids and groups are needed in every row.',
  },
  {
    name: 'an empty file',
    arrange: writing({ 'predictions.csv': '' }),
    says: 'WB3002 predictions.csv: The file is empty. ',
  },
  {
    name: 'a header and no rows',
    arrange: writing({ 'predictions.csv': header }),
    says: 'WB3003 predictions.csv: The file has columns and no rows. ',
  },
  {
    name: 'a row with too many fields',
    arrange: writing({ 'predictions.csv': withRow(6, (line) => `${line},again`) }),
    says: 'WB3006 predictions.csv: Row 6 has 5 fields and the header has 4. ',
  },
  {
    name: 'an id that comes twice',
    arrange: writing({ 'predictions.csv': withRow(6, (line) => line.replace(/^c5,/, 'c1,')) }),
    says: 'WB3015 predictions.csv: The id "customer" repeats an earlier one in row 6. ',
  },
  {
    name: 'a Git LFS pointer',
    arrange: writing({ 'predictions.csv': pointer }),
    says: 'WB3021 predictions.csv: The file is a Git LFS pointer, not the data. Set `lfs: true` on the checkout step, or run `git lfs pull` before this one.',
  },
  {
    name: 'junk in place of Parquet',
    arrange: parquetOf(() => 'these are not the bytes of a table '.repeat(40)),
    says: 'WB3019 predictions.parquet: The file cannot be read as Parquet: it does not begin like one. ',
  },
  {
    name: 'half a Parquet file',
    arrange: parquetOf((whole) => whole.slice(0, whole.length / 2)),
    says: 'WB3019 predictions.parquet: The file cannot be read as Parquet: the end of the file is missing. ',
  },
  {
    name: 'parameters that are not there',
    arrange: writing({
      'weighbridge.yml': policy({ train: 'params: params.yml, outputs: { predictions: predictions.csv }' }),
    }),
    says: 'WB1018 params.yml: The policy names this file as the parameters of training, and it is not there. ',
  },
  {
    name: 'parameters that are no YAML',
    arrange: writing({
      'weighbridge.yml': policy({ train: 'params: params.yml, outputs: { predictions: predictions.csv }' }),
      'params.yml': 'depth: 6\nrates: [0.1\n',
    }),
    says: 'WB1019 params.yml:3:1: The parameters are neither YAML nor JSON from this place on. ',
  },
  {
    name: 'a metrics file that is no JSON',
    arrange: writing({ 'metrics.json': '{ "p95_ms": 31' }),
    says: 'WB3027 metrics.json: The metrics file is not JSON. ',
  },
];

export const inCalls: readonly Mistake[] = [
  {
    name: 'an unknown command',
    argv: ['evalute'],
    says: 'WB1001: There is no command "evalute". Did you mean "evaluate"? Commands: validate, train, evaluate, ',
  },
  {
    name: 'an unknown flag',
    argv: ['gate', '--statuss'],
    says: 'WB1002: gate has no input "statuss". Did you mean "status"? Inputs: model, policy, ',
  },
  {
    name: 'a short flag',
    argv: ['gate', '-v'],
    says: 'WB1002: gate has no input "-v". Inputs: model, policy, ',
  },
  {
    name: 'files that init would overwrite',
    argv: ['init'],
    says: 'WB1015: weighbridge.yml is already there. Give --force to overwrite it.',
  },
  {
    name: 'a file by hand that is not there',
    argv: ['evaluate', '--predictions', '../nowhere.csv', '--target', 'churned', '--score', 'probability'],
    says: 'WB3001 ../nowhere.csv: The file does not exist. ',
  },
  {
    name: 'an unknown model',
    argv: ['gate', 'chrun'],
    says: 'WB1008 weighbridge.yml: The policy has no model "chrun". Did you mean "churn"? Models: churn.',
  },
  {
    name: 'text for a number',
    argv: ['evaluate', '--threshold', 'half'],
    says: 'WB1003: The input "threshold" is "half". Give a number.',
  },
  {
    name: 'a number out of its range',
    argv: ['compare', '--alpha', '3'],
    says: 'WB1017: The input "alpha" cannot be 3. Give a number below 0.5.',
  },
  {
    name: 'a word that is not a choice',
    argv: ['evaluate', '--task', 'ranking'],
    says: 'WB1003: The input "task" is "ranking". Give one of binary.',
  },
  { name: 'a flag without its value', argv: ['gate', '--policy'], says: 'WB1005: The input "policy" has no value. ' },
  { name: 'a second model', argv: ['gate', 'churn', 'fraud'], says: 'WB1006: gate takes one model by position, ' },
  {
    name: 'a file by hand without its columns',
    argv: ['evaluate', '--predictions', 'predictions.csv'],
    says: 'WB1004: evaluate needs the input "target" when a file is given by hand. Add --target, ',
  },
  {
    name: 'a baseline that is not there',
    argv: ['gate', '--baseline', 'accepted.json'],
    says: 'WB3001 accepted.json: The file does not exist. ',
  },
  {
    name: 'its own record as the baseline',
    argv: ['gate', '--baseline', '.weighbridge/churn/run.json'],
    says: 'WB1021 .weighbridge/churn/run.json: This record is where the run itself writes, so "churn" would be compared with itself. ',
  },
  {
    name: 'needs that are no JSON',
    arrange: writing({ 'predictions.csv': null, '.weighbridge/churn/run.json': null }),
    argv: ['report', '--needs', '{'],
    says: 'WB1003: The input "needs" is "{". Give the JSON of toJSON(needs).',
  },
];

export const inPlaces: readonly Mistake[] = [
  {
    name: 'a record of another version',
    arrange: writing({ '.weighbridge/churn/run.json': '{ "version": 7 }\n' }),
    says: 'WB1011 .weighbridge/churn/run.json: The run record has version 7; this program reads version 1. ',
  },
  {
    name: 'half a record',
    arrange: writing({ '.weighbridge/churn/run.json': '{ "version": 1, "subj' }),
    says: 'WB1010 .weighbridge/churn/run.json: The run record is not whole JSON. Delete the file and run the command again.',
  },
  {
    name: 'a file where the reports should be',
    arrange: (tree) => {
      forgetRun(tree);
      tree.write({ '.weighbridge/churn': 'in the way\n' });
    },
    says: 'WB1022 .weighbridge/churn/',
  },
];
