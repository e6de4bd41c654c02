import { globSync } from 'node:fs';
import path from 'node:path';
import type { Files } from '@weighbridge/testing';

/** What a test's policy says differently. */
export interface PolicyParts {
  /** Lines of `train` beside its command and its outputs. */
  readonly train?: readonly string[];
  readonly schema?: boolean;
  /** Lines of the model after its gate: what happens after a merge. */
  readonly after?: readonly string[];
}

/** `weighbridge.yml` of one model that a shell script trains. */
export function trainPolicy({ train = [], schema = false, after = [] }: PolicyParts = {}): string {
  const judged = schema ? ', schema: schemas/customers.json' : '';
  return [
    'version: 1',
    'models:',
    '  churn:',
    '    data:',
    `      train: { path: data/train.csv${judged} }`,
    `      evaluation: { path: data/evaluation.csv${judged} }`,
    '    train:',
    '      run: sh train.sh',
    '      params: params.json',
    "      ignore: ['*.md']",
    '      outputs: { predictions: predictions.csv, model: model }',
    ...train.map((line) => `      ${line}`),
    '    evaluate: { task: binary, target: churned, score: probability, id: customer }',
    '    gate:',
    '      - { metric: roc_auc, min: 0.70 }',
    ...after.map((line) => `    ${line}`),
    '',
  ].join('\n');
}

/**
 * Trains in any POSIX shell: `rounds` steps of a small sum, saved in the checkpoint folder when the command is asked to
 * end. Every `wrongEvery`-th customer is scored the wrong way round.
 */
const script = `set -eu
setting() { sed -n "s/.*\\"$1\\": *\\([0-9.]*\\).*/\\1/p" params.json; }
round=0 weight=7
saved="\${WEIGHBRIDGE_CHECKPOINT:-}/state"
if [ -f "$saved" ]; then read -r round weight <"$saved"; echo "goes on after round $round"; fi
save() { mkdir -p "$WEIGHBRIDGE_CHECKPOINT"; echo "$round $weight" >"$saved"; echo "saved round $round"; exit 0; }
if [ -n "\${WEIGHBRIDGE_CHECKPOINT:-}" ]; then trap save TERM; fi
echo "the training script runs"
rounds=$(setting rounds) pause=$(setting pause)
while [ "$round" -lt "$rounds" ]; do
  weight=$(((weight * 31 + round) % 1000003)) round=$((round + 1))
  sleep "$pause" || true
done
mkdir -p model
echo "$weight" >model/weights
awk -F, -v every="$(setting wrongEvery)" '
  NR == 1 { print "customer,churned,probability"; next }
  { wrong = NR % every == 0; print $1 "," $2 "," (($2 == 1) == wrong ? 0.2 : 0.7) + NR / 4000 }' \\
  data/evaluation.csv >predictions.csv
`;

/** The content of \`params.json\`. */
export function params(more: Readonly<Record<string, number>> = {}): string {
  const all = { rounds: 2, pause: 0, wrongEvery: 10, ...more };
  return `{\n${Object.entries(all)
    .map(([name, value]) => `  "${name}": ${value}`)
    .join(',\n')}\n}\n`;
}

/** Customers of the two tables. `spend` of the first ones can be empty. */
export function customers(from: number, { rows = 400, empty = 0 } = {}): string {
  const lines = Array.from({ length: rows }, (_, index) => {
    const spend = index < empty ? '' : (index % 90) + 0.5;
    return `c${from + index},${index % 2},${spend},${index < empty ? 'batch_0412' : 'batch_0311'}`;
  });
  return `customer,churned,spend,source\n${lines.join('\n')}\n`;
}

/** A Frictionless Table Schema; line 6 asks for \`spend\`. */
const schema = `{
  "primaryKey": "customer",
  "fields": [
    { "name": "customer", "type": "string", "constraints": { "required": true } },
    { "name": "churned", "type": "integer", "constraints": { "enum": [0, 1] } },
    { "name": "spend", "type": "number", "constraints": { "required": true, "minimum": 0 } },
    { "name": "source", "type": "string" }
  ]
}
`;

export const modelFiles: Files = {
  '.gitignore': 'predictions.csv\nmodel/\ncheckpoint/\n.gitlab-ci-local/\n',
  'weighbridge.yml': trainPolicy(),
  'train.sh': script,
  'params.json': params(),
  'requirements.txt': 'none==1\n',
  'schemas/customers.json': schema,
  'data/train.csv': customers(0),
  'data/evaluation.csv': customers(1000),
};

/** The native library as npm has installed it here, so that no test fetches it. */
export function installedLibrary(): Readonly<Record<string, string>> {
  const root = path.resolve(import.meta.dirname, '../../..');
  const [folder] = globSync('node_modules/@duckdb/node-bindings-*', { cwd: root });
  return folder === undefined ? {} : { WEIGHBRIDGE_DUCKDB: path.join(root, folder) };
}
