import { type FileMetric, isMetricName, type ModelPolicy, metricCatalogue, metricsFromFile } from '@weighbridge/core';
import type { PlaceResult, RecordSources, Search, SearchedPlace } from './record-source.ts';
import { couldNotLook } from './resolve-base.ts';

/** The file that is looked for when the policy names none. */
const defaultFile = 'metrics.json';

/** Numbers to look for in committed files: those that the policy reads from files, and judged metrics in `metrics.json`. */
export function wantedMetrics({ evaluate, gate }: ModelPolicy): readonly FileMetric[] {
  const own = new Set(evaluate.metrics.map(({ name }) => name));
  const judged = [...new Set(gate.map(({ metric }) => metric))].filter((name) => !own.has(name)).filter(isMetricName);
  return [
    ...evaluate.metrics,
    ...judged.map((name) => ({ file: defaultFile, key: name, name, direction: metricCatalogue[name].direction })),
  ];
}

/** The numbers in metrics files committed at the base commit itself. What was merged counts as accepted. */
export async function findInFiles({ sources, base }: Search): Promise<PlaceResult> {
  const { wanted, branch } = sources;
  if (wanted.length === 0) return { places: [told('a committed metrics file', 'not configured')] };
  const files = new Map<string, FileMetric[]>();
  for (const metric of wanted) files.set(metric.file, [...(files.get(metric.file) ?? []), metric]);
  const results = await Promise.all([...files].map(([path, metrics]) => readFile(sources, { base, path, metrics })));
  const metrics = results.flat();
  const places = [...files].map(([path], index) =>
    told(`\`${path}\` on \`${branch}\``, results[index]?.length ? 'record' : 'nothing'),
  );
  if (metrics.length === 0) return { places };
  return { found: { kind: 'metrics', metrics, commit: base, path: [...files.keys()].join(', ') }, places };
}

/** Only the numbers that are there: a key that the base does not have is no baseline for it. */
async function readFile(
  sources: RecordSources,
  { base, path, metrics }: { base: string; path: string; metrics: readonly FileMetric[] },
) {
  const text = await textAt(sources, base, path);
  const read = text === undefined ? undefined : metricsFromFile(text, metrics);
  return (read ?? []).filter(({ value }) => value !== undefined);
}

/** A file's text at a commit, from local git, else from the forge. Throws ServiceError when neither can look. */
export async function textAt(
  { repository, refs }: Pick<RecordSources, 'repository' | 'refs'>,
  commit: string,
  path: string,
): Promise<string | undefined> {
  if (await repository.has(commit)) {
    const bytes = await repository.file(commit, path);
    return bytes && new TextDecoder().decode(bytes);
  }
  if (!refs) throw couldNotLook(`${path} at ${commit.slice(0, 7)}`);
  return refs.file(path, commit);
}

function told(where: string, found: SearchedPlace['found']): SearchedPlace {
  return { kind: 'file', where, found };
}
