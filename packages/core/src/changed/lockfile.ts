/** Versions by package name, as a lockfile states them. */
export type Packages = Readonly<Record<string, string>>;

/**
 * The packages of a lockfile, by its file name: `requirements*.txt` (also pip-compile's), `uv.lock`, `poetry.lock`,
 * `pdm.lock`, `Cargo.lock`, `conda-lock.yml`, `package-lock.json`. Undefined for another kind of file, or for text that does not
 * read as one: the caller then says that the lockfile changed, and no more.
 */
export function lockfilePackages(path: string, text: string): Packages | undefined {
  const name = path.split('/').at(-1) ?? path;
  if (/^(?:requirements.*|.*requirements)\.(?:txt|lock)$/u.test(name)) return requirements(text);
  if (/^(?:uv|poetry|pdm|Cargo)\.lock$/u.test(name)) return tomlPackages(text);
  if (/^(?:.*\.)?conda-lock\.ya?ml$/u.test(name)) return condaLock(text);
  if (name === 'package-lock.json' || name === 'npm-shrinkwrap.json') return packageLock(text);
  return undefined;
}

/** Whether a path is a lockfile by its name, of a kind that `lockfilePackages` reads or of another well-known one. */
export function isLockfile(path: string): boolean {
  const name = path.split('/').at(-1) ?? path;
  return (
    /^(?:requirements.*|.*requirements)\.(?:txt|lock)$|^(?:.*\.)?conda-lock\.ya?ml$/u.test(name) ||
    lockfileNames.has(name)
  );
}

const lockfileNames: ReadonlySet<string> = new Set([
  'uv.lock',
  'poetry.lock',
  'pdm.lock',
  'Cargo.lock',
  'package-lock.json',
  'npm-shrinkwrap.json',
  'pixi.lock',
  'Pipfile.lock',
  'renv.lock',
  'yarn.lock',
  'pnpm-lock.yaml',
  'pylock.toml',
]);

/** One name may be locked at several versions (markers, platforms, nested copies): all are named, in order. */
function collect(pairs: Iterable<readonly [name: string, version: string]>): Packages {
  const found = new Map<string, Set<string>>();
  for (const [name, version] of pairs) found.set(name, (found.get(name) ?? new Set()).add(version));
  return Object.fromEntries([...found].map(([name, versions]) => [name, [...versions].sort().join(', ')]));
}

/** PEP 503: `Scikit_Learn` and `scikit-learn` are one package. */
function pythonName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/gu, '-');
}

const requirement = /^([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?\s*((?:[=<>!~]|@\s)[^;#]*)?/u;

function requirements(text: string): Packages {
  const lines = text.replace(/\\\r?\n/gu, ' ').split(/\r?\n/u);
  return collect(lines.flatMap((line) => requirementLine(line.trim())));
}

function requirementLine(line: string): [string, string][] {
  const match = requirement.exec(line);
  if (!match?.[1]) return [];
  const version = (match[2] ?? 'any').replace(/\s+--hash=.*$/u, '').trim();
  return [[pythonName(match[1]), version.replace(/^===?\s*/u, '')]];
}

function tomlPackages(text: string): Packages {
  return collect(
    text
      .split(/^\[\[package\]\]\s*$/mu)
      .slice(1)
      .flatMap(tomlPackage),
  );
}

function tomlPackage(block: string): [string, string][] {
  const own = block.split(/^\[/mu)[0] ?? '';
  const name = /^name\s*=\s*"([^"]+)"/mu.exec(own)?.[1];
  const version = /^version\s*=\s*"([^"]+)"/mu.exec(own)?.[1];
  return name && version ? [[pythonName(name), version]] : [];
}

function condaLock(text: string): Packages {
  const blocks = text.split(/^[ \t]*- (?=name:)/mu).slice(1);
  return collect(blocks.flatMap(condaPackage));
}

function condaPackage(block: string): [string, string][] {
  const name = /^name:\s*['"]?([^'"\s]+)/u.exec(block)?.[1];
  const version = /^\s*version:\s*['"]?([^'"\s]+)/mu.exec(block)?.[1];
  return name && version ? [[name, version]] : [];
}

function packageLock(text: string): Packages | undefined {
  const lock = parseJson(text);
  if (!(isObject(lock) && isObject(lock.packages))) return undefined;
  return collect(Object.entries(lock.packages).flatMap(([path, entry]) => nodePackage(path, entry)));
}

function nodePackage(path: string, entry: unknown): [string, string][] {
  const name = path.split('node_modules/').at(-1) ?? '';
  if (!(path.includes('node_modules/') && isObject(entry)) || typeof entry.version !== 'string') return [];
  return [[name, entry.version]];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: the caller reports the file as changed without naming packages.
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
