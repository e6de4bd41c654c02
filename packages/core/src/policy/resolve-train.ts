import { parseBytes, parseDuration } from './grammar.ts';
import type { DatasetPolicy, DriftLine, ModelPolicy, StorePolicy, TrainPolicy } from './policy.ts';
import type { ModelFile, PolicyFile } from './schema.ts';
import type { PolicyPath, Written } from './source.ts';

/** The datasets of a model, by name. */
export function resolveDatasets({ data }: ModelFile): Readonly<Record<string, DatasetPolicy>> {
  const { leakage: _apart, ...datasets } = data;
  return Object.fromEntries(
    Object.entries(datasets).map(([name, { path, schema, ignore, key, 'show-values': showValues }]) => [
      name,
      {
        path,
        ...(schema === undefined ? {} : { schema }),
        ignore,
        key: key === undefined ? [] : [key].flat(),
        showValues,
      },
    ]),
  );
}

/** What keeps training and evaluation data apart. */
export function resolveLeakage({ data }: ModelFile): ModelPolicy['leakage'] {
  const { 'no-overlap': noOverlap, 'time-order': timeOrder } = data.leakage ?? {};
  return { ...(noOverlap === undefined ? {} : { noOverlap }), ...(timeOrder === undefined ? {} : { timeOrder }) };
}

/** The section `train`, every duration in milliseconds and every size in bytes. */
export function resolveTrain({ train }: ModelFile): TrainPolicy {
  const { run, params, env, timeout, retry, resume, repeat, image, gpu, prices, ignore, outputs } = train;
  return {
    ...(run === undefined ? {} : { run }),
    ...(params === undefined ? {} : { params }),
    env,
    ...(timeout === undefined ? {} : { timeout: parseDuration(timeout) ?? 0 }),
    retry: retry ?? { on: [], times: 0 },
    ...(resume === undefined
      ? {}
      : {
          resume: {
            checkpoint: resume.checkpoint,
            leg: parseDuration(resume.leg) ?? 0,
            maxLegs: resume['max-legs'],
          },
        }),
    repeat,
    ...(image === undefined ? {} : { image }),
    ...(gpu === undefined ? {} : { gpu: { count: gpu.count, ...memoryOf(gpu.memory) } }),
    ...(prices === undefined ? {} : { prices: { currency: prices.currency, perHour: prices['per-hour'] } }),
    ignore,
    outputs,
  };
}

function memoryOf(memory: string | undefined): { readonly memoryBytes?: number } {
  return memory === undefined ? {} : { memoryBytes: parseBytes(memory) ?? 0 };
}

/** The `gate` lines that watch data, with their number in the list. */
export function resolveDrift({ gate }: ModelFile, path: PolicyPath, written: Written): readonly DriftLine[] {
  return gate.flatMap((line, index) =>
    'drift' in line
      ? [
          {
            line: index + 1,
            measure: line.drift,
            columns: line.columns,
            max: {
              amount: line.max,
              relative: false,
              written: written([...path, 'gate', index, 'max']) ?? String(line.max),
            },
          },
        ]
      : [],
  );
}

/** Where bytes are kept. `ruleErrors` has refused what is not in this version. */
export function resolveStore({ store }: PolicyFile): StorePolicy {
  const { bucket, prefix, region, endpoint } = store;
  const maxBytes = parseBytes(store.max) ?? 0;
  if (store.kind !== 's3') return { kind: 'ci-artifact', maxBytes };
  return {
    kind: 's3',
    maxBytes,
    bucket: bucket ?? '',
    prefix,
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
  };
}
