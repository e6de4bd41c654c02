import { type SmokePolicy, servingErrors } from '@weighbridge/core';
import * as z from 'zod';
import type { Ask } from './ask.ts';
import { checkPrediction } from './check-prediction.ts';
import { checkExpected, sayValue } from './expect.ts';
import { type Finding, jsonOf, type Line, lineOf, statusProblems } from './line.ts';
import { type ReadText, sampleRequest } from './sample-request.ts';

const tensor = z.looseObject({ name: z.string(), datatype: z.string(), shape: z.array(z.number().int()) });
const metadata = z.looseObject({
  name: z.string(),
  inputs: z.array(tensor).default([]),
  outputs: z.array(tensor).default([]),
});
type Metadata = z.output<typeof metadata>;
const inferred = z.looseObject({ outputs: z.array(tensor.extend({ data: z.array(z.unknown()) })) });
const index = z.array(z.looseObject({ name: z.string() }));

/**
 * A server of the Open Inference Protocol, version 2 (KServe, Triton, MLServer): ready, the model's metadata, and one
 * inference with tensors of the declared names, types and shapes. `smoke.path` is `/v2/models/churn`, with `/infer` or without.
 */
export async function checkV2(ask: Ask, smoke: SmokePolicy, readText: ReadText): Promise<readonly Line[]> {
  const sample = await sampleRequest(smoke, readText);
  const ready = await ask({ method: 'GET', path: '/v2/health/ready' });
  const first = lineOf(ready, { problems: statusProblems(ready), facts: ['the server is ready'] });
  if (!first.passed) return [first];
  const path =
    smoke.path === undefined ? await onlyModel(ask) : smoke.path.replace(/\/infer\/?$/, '').replace(/^\/?/, '/');
  const page = await ask({ method: 'GET', path });
  const body = jsonOf(page);
  const model = 'value' in body ? metadata.safeParse(body.value).data : undefined;
  const problems = [...statusProblems(page), ...(model ? [] : ['it is no metadata of a model'])];
  const described = lineOf(page, { problems, facts: [model ? tensorsText(model) : ''] });
  if (!model || !described.passed) return [first, described];
  const answer = await ask({ method: 'POST', path: `${path}/infer`, body: sample ?? JSON.stringify(requestOf(model)) });
  return [first, described, checkPrediction(answer, {}, (value) => outputsOf(value, model, smoke.expect))];
}

/** Of a server that lists its models: the one that it has. */
async function onlyModel(ask: Ask): Promise<string> {
  const answer = await ask({ method: 'POST', path: '/v2/repository/index', body: '{}' });
  const body = jsonOf(answer);
  const models = 'value' in body ? index.safeParse(body.value).data : undefined;
  const [only] = models ?? [];
  if (!only || models?.length !== 1) throw servingErrors.smokeNeeds({ kind: 'v2', key: 'path' });
  return `/v2/models/${encodeURIComponent(only.name)}`;
}

function tensorsText({ inputs, outputs }: Metadata): string {
  return `${inputs.length} inputs, ${outputs.length} outputs`;
}

/** One row: a size that is free (−1) is 1. */
function requestOf({ inputs }: Metadata): unknown {
  return {
    inputs: inputs.map(({ name, datatype, shape }) => {
      const sizes = shape.map((size) => (size < 0 ? 1 : size));
      return { name, datatype, shape: sizes, data: Array.from({ length: product(sizes) }, () => plainValue(datatype)) };
    }),
  };
}

function plainValue(datatype: string): boolean | string | number {
  if (datatype === 'BOOL') return false;
  return datatype === 'BYTES' ? 'a' : 1;
}

function product(sizes: readonly number[]): number {
  return sizes.reduce((all, size) => all * size, 1);
}

function outputsOf(value: unknown, model: Metadata, expect: SmokePolicy['expect']): Finding {
  const read = inferred.safeParse(value);
  if (!read.success) return { problems: ['it holds no outputs of the protocol'], facts: [] };
  const { outputs } = read.data;
  const names = new Set(outputs.map(({ name }) => name));
  const missing = model.outputs.filter(({ name }) => !names.has(name)).map(({ name }) => `${name} is missing`);
  const wrong = outputs.flatMap(({ name, shape, datatype, data }) => tensorProblems({ name, shape, datatype, data }));
  const expected = checkExpected(Object.fromEntries(outputs.map(({ name, data }) => [name, data])), expect);
  return { problems: [...missing, ...wrong, ...expected.problems], facts: ['outputs as declared', ...expected.facts] };
}

interface Tensor {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly number[];
  readonly data: readonly unknown[];
}

/** Data may be flat or nested in rows. */
function tensorProblems({ name, datatype, shape, data }: Tensor): readonly string[] {
  const flat = data.flat(Number.POSITIVE_INFINITY);
  if (flat.length !== product(shape)) return [`${name} has ${flat.length} values for a shape of [${shape.join(', ')}]`];
  const wrong = flat.find((value) => typeof value !== typeof plainValue(datatype));
  return wrong === undefined ? [] : [`${name} holds ${sayValue(wrong)}, declared as ${datatype}`];
}
