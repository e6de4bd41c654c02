import { createHash, generateKeyPairSync } from 'node:crypto';
import { type RunRecord, recordDigest, statementOf } from '@weighbridge/core';
import { keySigner } from '@weighbridge/evidence';

/** What `ship` would sign with: the job's own token of GitLab may not ask what a record's run was. */
const signing = generateKeyPairSync('ed25519');

/** A repository whose `train` is a few lines of JavaScript: the model is one parameter, and training takes no time. */
const policy = `version: 1
attest: { by: key, keys: [keys/weighbridge.pub] }
models:
  churn:
    data: { evaluation: { path: customers.csv } }
    train: { params: params.json, outputs: { predictions: predictions.csv } }
    evaluate:
      task: binary
      target: churned
      score: probability
      id: customer
      metrics: [{ file: metrics.json, key: p95_ms, direction: lower, unit: ms }]
    gate:
      - { metric: roc_auc, min: 0.70, max-drop: 0.03 }
      - { metric: p95_ms, max: 40 }
`;

const train = `import { readFileSync, writeFileSync } from 'node:fs';
const { wrongEvery } = JSON.parse(readFileSync('params.json', 'utf8'));
const rows = readFileSync('customers.csv', 'utf8').trim().split('\\n').slice(1).map((line, index) => {
  const [customer, churned] = line.split(',');
  const isWrong = index % wrongEvery === 0;
  const score = (churned === '1') === isWrong ? 0.2 + index / 4000 : 0.7 + index / 4000;
  return [customer, churned, score.toFixed(4)].join(',');
});
writeFileSync('predictions.csv', ['customer,churned,probability', ...rows, ''].join('\\n'));
writeFileSync('metrics.json', JSON.stringify({ p95_ms: 31 }));
`;

const customers = Array.from({ length: 400 }, (_, index) => `c${index},${index % 2}`);

/** Every `wrongEvery`-th customer is scored the wrong way round. */
export function params(wrongEvery: number): { readonly 'params.json': string } {
  return { 'params.json': `${JSON.stringify({ wrongEvery })}\n` };
}

export const modelFiles = {
  '.gitignore': 'predictions.csv\nmetrics.json\n.gitlab-ci-local/\n',
  'weighbridge.yml': policy,
  'keys/weighbridge.pub': signing.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  'train.mjs': train,
  'customers.csv': `customer,churned\n${customers.join('\n')}\n`,
  'requirements.txt': 'none==1\n',
  ...params(10),
};

/** The attestation that goes into the ledger beside a record of main. */
export function attestationOf(record: RunRecord): Promise<string> {
  const [output] = record.training?.outputs ?? [];
  const { subject, verdict } = record;
  if (!output || !verdict || subject.head === undefined) throw new Error('nothing was weighed');
  return keySigner(signing.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()).sign(
    statementOf(record, {
      bytes: output.digest,
      record: recordDigest(record, (bytes) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`),
      policy: verdict.policy,
      repository: 'acme/models',
      commit: subject.head,
    }),
  );
}

/** The user's own job; `includes` are the components. */
export function pipelineFile(includes: string): string {
  return `include:
${includes}
train:
  image: node:24
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
  script:
    - node train.mjs
  artifacts:
    paths: [predictions.csv, metrics.json]
`;
}
