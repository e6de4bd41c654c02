import { createHash } from 'node:crypto';
import { Enums, Models, Serialize, Spec } from '@cyclonedx/cyclonedx-library';
import type { Digest, Manifest, ManifestFile, RunRecord, VersionSection } from '@weighbridge/core';
import { modelCard } from './model-card.ts';
import { packageComponents } from './packages.ts';

/** What a bill of materials is made of. */
export interface BomParts {
  readonly record: RunRecord;
  readonly version: VersionSection;
  readonly manifest: Manifest;
  /** Digest of the record in canonical form: the bill's serial number comes from it. */
  readonly digest: Digest;
  /** The lockfile of `training.environment`, where it can be read. */
  readonly lockfile?: { readonly path: string; readonly text: string };
}

/** Models with more files are described by their manifest's digest alone. */
const mostFiles = 1000;

/**
 * CycloneDX 1.6 ML-BOM of a version as JSON text: the model, its files, its datasets, and the packages of the lockfile.
 * The same version of the same record gives the same text. By CycloneDX' own library, whose models know neither model
 * cards nor the data of a data component: these two are added to what it makes.
 */
export function mlBom(parts: BomParts): string {
  const { record, version, manifest, digest, lockfile } = parts;
  const model = modelComponent(parts);
  const datasets = manifest.datasets.map(datasetComponent);
  const packages = lockfile ? packageComponents(lockfile.path, lockfile.text) : [];
  for (const component of [...datasets, ...packages]) model.dependencies.add(component.bomRef);
  const bom = new Models.Bom({
    serialNumber: serialNumber(digest, version.name),
    metadata: new Models.Metadata({ component: model, tools: tools(record), ...timestamp(record) }),
    components: new Models.ComponentRepository([...datasets, ...packages]),
  });
  const factory = new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6);
  const made = factory.makeForBom().normalize(bom, { sortLists: true });
  const components = made.components?.map((component) => withData(component, record));
  const described = { ...made.metadata?.component, modelCard: modelCard(record, datasets.map(refOf)) };
  return `${JSON.stringify({ ...made, metadata: { ...made.metadata, component: described }, components }, undefined, 2)}\n`;
}

function modelComponent({ record, version, manifest }: BomParts): Models.Component {
  const component = new Models.Component(Enums.ComponentType.MachineLearningModel, record.subject.model, {
    bomRef: `model:${version.tag}`,
    version: version.name.replace(/^v/u, ''),
    description: `Version ${version.name} of the model ${record.subject.model}.`,
    hashes: new Models.HashDictionary([[Enums.HashAlgorithm['SHA-256'], hex(version.model)]]),
    properties: new Models.PropertyRepository(
      Object.entries({
        commit: version.commit,
        manifest: version.manifest,
        policy: record.verdict?.policy,
        verdict: record.verdict?.outcome,
        key: record.subject.key,
        files: String(version.files),
        bytes: String(version.bytes),
      }).flatMap(([name, value]) => (value === undefined ? [] : [new Models.Property(`weighbridge:${name}`, value)])),
    ),
  });
  const files = manifest.files.length <= mostFiles ? manifest.files : [];
  component.components = new Models.ComponentRepository(files.map(fileComponent));
  return component;
}

function fileComponent(file: ManifestFile): Models.Component {
  return new Models.Component(Enums.ComponentType.File, file.path, {
    bomRef: `file:${file.path}`,
    hashes: hashesOf(file),
    properties: new Models.PropertyRepository([new Models.Property('weighbridge:from', file.from)]),
  });
}

function datasetComponent(dataset: Manifest['datasets'][number]): Models.Component {
  return new Models.Component(Enums.ComponentType.Data, dataset.name, {
    bomRef: `dataset:${dataset.name}:${dataset.path}`,
    description: `Dataset ${dataset.path}.`,
    hashes: hashesOf(dataset),
  });
}

function refOf({ bomRef }: Models.Component): string {
  return bomRef.value ?? '';
}

/** DVC's digest of a folder is that of its listing, which is no hash of any bytes that a reader has. */
function hashesOf({ digest }: ManifestFile): Models.HashDictionary {
  if (digest.startsWith('sha256:')) return new Models.HashDictionary([[Enums.HashAlgorithm['SHA-256'], hex(digest)]]);
  if (digest.endsWith('.dir')) return new Models.HashDictionary();
  return new Models.HashDictionary([[Enums.HashAlgorithm.MD5, hex(digest)]]);
}

function hex(digest: string): string {
  return digest.slice(digest.indexOf(':') + 1);
}

function tools({ subject }: RunRecord): Models.Tools {
  const own = new Models.Component(Enums.ComponentType.Application, 'weighbridge', { version: subject.weighbridge });
  return new Models.Tools({ components: new Models.ComponentRepository([own]) });
}

/** When the weighed run began, where the record says so: the bill has no clock of its own. */
function timestamp({ subject, training }: RunRecord): { readonly timestamp?: Date } {
  const at = new Date(subject.run?.startedAt ?? training?.usage?.startedAt ?? Number.NaN);
  return Number.isNaN(at.getTime()) ? {} : { timestamp: at };
}

/** A UUID of version 8 (RFC 9562) from record and version, so that a bill made again is the same bill. */
function serialNumber(record: Digest, version: string): string {
  const bytes = createHash('sha256').update(`weighbridge bom ${record} ${version}`).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return `urn:uuid:${bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/u, '$1-$2-$3-$4-$5')}`;
}

/** What a data component is, which the library's model has no place for. */
function withData(component: Serialize.JSON.Types.Normalized.Component, { data }: RunRecord): object {
  if (component.type !== Enums.ComponentType.Data) return component;
  const facts = data?.datasets.find(({ name }) => name === component.name);
  const counts = Object.entries({ rows: facts?.rows, columns: facts?.profile?.columns, schema: facts?.schema?.digest });
  const properties = counts.flatMap(([name, value]) =>
    value === undefined ? [] : [{ name: `weighbridge:${name}`, value: String(value) }],
  );
  const contents = properties.length === 0 ? {} : { contents: { properties } };
  return { ...component, data: [{ type: 'dataset', name: component.name, ...contents }] };
}
