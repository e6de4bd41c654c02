import { Enums, Models } from '@cyclonedx/cyclonedx-library';
import { lockfilePackages } from '@weighbridge/core';

/** The packages of a lockfile as library components, each version by its package URL; none of a file that is not read. */
export function packageComponents(path: string, text: string): Models.Component[] {
  const hashes = requirementHashes(text);
  const kind = purlKind(path);
  return Object.entries(lockfilePackages(path, text) ?? {}).flatMap(([name, versions]) =>
    exactVersions(versions).map((version) => packageComponent(kind, { name, version, hashes: hashes.get(name) ?? [] })),
  );
}

interface Locked {
  readonly name: string;
  /** Undefined where the lockfile leaves it open. */
  readonly version: string | undefined;
  readonly hashes: readonly string[];
}

function packageComponent(kind: string, { name, version, hashes }: Locked): Models.Component {
  const purl = `pkg:${kind}/${purlName(name)}${version === undefined ? '' : `@${encodeURIComponent(version)}`}`;
  const [only] = hashes;
  // One of several hashes is that of whichever wheel fits the machine: then it is not the component's own.
  const own = hashes.length === 1 && only !== undefined;
  return new Models.Component(Enums.ComponentType.Library, name, {
    bomRef: purl,
    purl,
    ...(version === undefined ? {} : { version }),
    hashes: new Models.HashDictionary(own ? [[Enums.HashAlgorithm['SHA-256'], only]] : []),
    properties: new Models.PropertyRepository(
      own ? [] : hashes.map((hash) => new Models.Property('weighbridge:lockfile:sha256', hash)),
    ),
  });
}

/** `@scope/name` keeps its slash; everything else that means something in an address is encoded. */
function purlName(name: string): string {
  return name.split('/').map(encodeURIComponent).join('/');
}

function purlKind(path: string): string {
  const name = path.split('/').at(-1) ?? path;
  if (name === 'Cargo.lock') return 'cargo';
  if (/^(?:package-lock|npm-shrinkwrap)\.json$/u.test(name)) return 'npm';
  return /conda-lock\.ya?ml$/u.test(name) ? 'conda' : 'pypi';
}

function exactVersions(versions: string): (string | undefined)[] {
  const exact = versions.split(', ').filter((version) => /^[0-9][\w.+!-]*$/u.test(version));
  return exact.length === 0 ? [undefined] : exact;
}

/** Hashes that pip's requirements state behind a package (`--hash=sha256:…`), by its name. */
function requirementHashes(text: string): ReadonlyMap<string, readonly string[]> {
  const lines = text.replace(/\\\r?\n/gu, ' ').split(/\r?\n/u);
  return new Map(
    lines.flatMap((line) => {
      const name = /^\s*([A-Za-z0-9][\w.-]*)/u.exec(line)?.[1];
      const hashes = [...line.matchAll(/--hash=sha256:([0-9a-f]{64})/gu)].map(([, hash = '']) => hash);
      return name === undefined || hashes.length === 0 ? [] : [[name.toLowerCase().replace(/[-_.]+/gu, '-'), hashes]];
    }),
  );
}
