/**
 * Names of tags as GTO 1.10 writes and reads them (its `gto/constants.py` and `gto/tag.py`): `churn@v1.4.0` registers,
 * `churn@v1.4.0!` takes back, `churn#champion#7` assigns, `churn#champion!#8` takes that back.
 */
export type GtoTag = {
  /** The artifact's name as people write it: `models:churn` is `models=churn` in a tag. */
  readonly name: string;
  /** GTO may number any tag: `churn#champion#7`; its simple form has no number. */
  readonly number?: number;
} & (
  | { readonly action: 'register' | 'deregister'; readonly version: string }
  | { readonly action: 'assign' | 'unassign'; readonly alias: string }
  | { readonly action: 'deprecate' }
);

const word = '[a-zA-Z0-9](?:[a-zA-Z0-9-/_]*[a-zA-Z0-9])?';
const folder = '[a-zA-Z0-9-_./]+';
const number = '(?:0|[1-9]\\d*)';
const prerelease = '(?:0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*)';
const build = '[0-9a-zA-Z-]+';
const semver = `${number}\\.${number}\\.${number}(?:-${prerelease}(?:\\.${prerelease})*)?(?:\\+${build}(?:\\.${build})*)?`;

const artifactName = new RegExp(`^(?:${folder}:)?${word}$`);
const aliasName = new RegExp(`^${word}$`);
const versionName = new RegExp(`^v${semver}$`);
const tagName = new RegExp(
  `^(?<artifact>(?:${folder}=)?${word})` +
    `(?:(?:#(?<alias>${word})|@(?<version>v${semver}))(?<cancel>!?)|@(?<deprecated>deprecated))(?:#(?<number>[0-9]+))?$`,
);

/** What a tag says; undefined when GTO would pass it over. */
export function parseGtoTag(tag: string): GtoTag | undefined {
  const found = tagName.exec(tag)?.groups;
  if (found?.['artifact'] === undefined) return undefined;
  const { alias, version, cancel, number: counted } = found;
  const common = {
    name: found['artifact'].replaceAll('=', ':'),
    ...(counted === undefined ? {} : { number: Number(counted) }),
  };
  if (alias !== undefined) return { ...common, action: cancel === '!' ? 'unassign' : 'assign', alias };
  if (version !== undefined) return { ...common, action: cancel === '!' ? 'deregister' : 'register', version };
  return { ...common, action: 'deprecate' };
}

/** The tag's name. Throws TypeError for what GTO would not read as the same thing again. */
export function formatGtoTag(tag: GtoTag): string {
  const counts = tag.number === undefined || (Number.isSafeInteger(tag.number) && tag.number >= 0);
  if (!isGtoName(tag.name) || !counts) throw new TypeError(`GTO takes no tag of ${tag.name} numbered ${tag.number}`);
  if ('version' in tag && !isGtoVersion(tag.version)) throw new TypeError(`GTO takes no version ${tag.version}`);
  if ('alias' in tag && !isGtoAlias(tag.alias)) throw new TypeError(`GTO takes no alias ${tag.alias}`);
  return `${tag.name.replaceAll(':', '=')}${actionOf(tag)}${tag.number === undefined ? '' : `#${tag.number}`}`;
}

function actionOf(tag: GtoTag): string {
  switch (tag.action) {
    case 'register':
    case 'deregister':
      return `@${tag.version}${tag.action === 'deregister' ? '!' : ''}`;
    case 'assign':
    case 'unassign':
      return `#${tag.alias}${tag.action === 'unassign' ? '!' : ''}`;
    case 'deprecate':
      return '@deprecated';
  }
}

/** Whether GTO takes a text as the name of an artifact. */
export function isGtoName(name: string): boolean {
  return artifactName.test(name);
}

/** Whether GTO takes a text as an alias (its "stage"). */
export function isGtoAlias(alias: string): boolean {
  return aliasName.test(alias);
}

/** Whether GTO takes a text as a version: semver with a `v` before it. */
export function isGtoVersion(version: string): boolean {
  return versionName.test(version);
}
