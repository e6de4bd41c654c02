import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The parts of an OpenAPI description that matter for checking requests. */
export interface Description {
  readonly paths: Readonly<Record<string, PathItem>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

type PathItem = Readonly<Record<string, unknown>> & { readonly parameters?: readonly unknown[] };

const root = new URL('../../../../', import.meta.url);
/** Installed by the second tier of tests alone: it takes 385 MB. */
const whole = fileURLToPath(
  new URL('test/tools/npm/node_modules/@octokit/openapi/generated/api.github.com.json', root),
);
const slim = fileURLToPath(new URL('.cache/github-description.json', root));

/**
 * The requests that GitHub's description allows on `wanted` paths: their parameters and bodies, without examples and
 * answers. Cut once from the whole description (13 MB) and kept in `.cache`.
 */
export function githubDescription(wanted: readonly string[]): Description {
  const kept = existsSync(slim) ? parse(readFileSync(slim, 'utf8')) : undefined;
  if (kept && wanted.every((path) => path in kept.paths)) return kept;
  const description = cutDescription(parse(readFileSync(whole, 'utf8')), wanted);
  mkdirSync(dirname(slim), { recursive: true });
  writeFileSync(slim, JSON.stringify(description));
  return description;
}

function parse(text: string): Description {
  return JSON.parse(text);
}

function cutDescription({ paths, components }: Description, wanted: readonly string[]): Description {
  const kept: Record<string, PathItem> = {};
  for (const path of wanted) {
    const item = paths[path];
    if (item === undefined) throw new Error(`GitHub's description has no path ${path}`);
    kept[path] = requestsOnly(item);
  }
  return { paths: kept, components: referenced(kept, components) };
}

/** A path's methods with their parameters and bodies. */
function requestsOnly(item: PathItem): PathItem {
  const entries = Object.entries(item).map(([key, value]) => {
    if (!isObject(value) || key === 'parameters') return [key, value];
    return [key, { parameters: value['parameters'] ?? [], requestBody: value['requestBody'] }];
  });
  return JSON.parse(JSON.stringify(Object.fromEntries(entries), withoutExamples));
}

function withoutExamples(key: string, value: unknown): unknown {
  return key === 'example' || key === 'examples' || key === 'x-github' ? undefined : value;
}

/** The components that `paths` point at, and those that they point at. */
function referenced(paths: unknown, components: Description['components']): Description['components'] {
  const found: Record<string, Record<string, unknown>> = {};
  const queue = pointers(paths);
  for (let pointer = queue.pop(); pointer !== undefined; pointer = queue.pop()) {
    const [, , kind = '', name = ''] = pointer.split('/');
    const component = components[kind]?.[name];
    if (component === undefined || name in (found[kind] ?? {})) continue;
    found[kind] = { ...found[kind], [name]: JSON.parse(JSON.stringify(component, withoutExamples)) };
    queue.push(...pointers(component));
  }
  return found;
}

function pointers(value: unknown): string[] {
  return [...JSON.stringify(value).matchAll(/"\$ref":"(#\/components\/[^"]+)"/g)].map(([, pointer = '']) => pointer);
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
