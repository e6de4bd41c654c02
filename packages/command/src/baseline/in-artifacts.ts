import { type Artifact, distrust, type Run, type RunRecord, wrongBytes } from '@weighbridge/core';
import { sha256 } from '../workspace/bytes.ts';
import { isOfModel, mergedRecord, sectionFile } from '../workspace/sections.ts';
import {
  type Found,
  isAccepted,
  type PlaceResult,
  type RecordSources,
  type Search,
  type SearchedPlace,
} from './record-source.ts';

/** How many commits' runs are looked at, the base's own first: merges that were undecided leave no baseline. */
const commitLimit = 30;

/** The most bytes of one artifact; a section with kept predictions is far smaller. */
const downloadLimit = 128 * 1024 * 1024;

type Configured = NonNullable<RecordSources['artifacts']>;

/** The record of a trusted CI run (DESIGN §10) of the base commit or of one of the commits before it. */
export async function findInArtifacts({ sources, history }: Search): Promise<PlaceResult> {
  const { artifacts, model } = sources;
  if (!artifacts) return { places: [told('CI artifacts', 'not configured')] };
  const commits = history.commits.slice(0, commitLimit).map(({ sha }) => sha);
  const where = commits.length === 1 ? 'the base commit' : `${commits.length} earlier commits`;
  const refused: SearchedPlace[] = [];
  for (const commit of commits) {
    const all = await artifacts.port.ofCommit(commit, 'wb-');
    for (const own of byRun(all.filter(({ name }) => mayHold(name, model)))) {
      const result = await readRun({ artifacts, sources, commit }, own);
      if (result === undefined) continue;
      if (typeof result !== 'string') return { found: result, places: [...refused, told(where, 'record')] };
      refused.push(told(`run ${own[0].runId}: ${result}`, result === notAccepted ? 'not accepted' : 'not trusted'));
    }
  }
  return { places: [...refused, told(where, refused[0]?.found ?? 'nothing')] };
}

/** A GitLab job that is told no model leaves `wb--…`: the archive is named before the policy is read. */
export function mayHold(name: string, model: string): boolean {
  return name.startsWith(`wb-${model}-`) || name.startsWith('wb--');
}

const notAccepted = 'it did not pass its gate';

type OwnArtifacts = readonly [Artifact, ...Artifact[]];

/** Artifacts of one run together, in the order in which the newest of each run came. */
function byRun(artifacts: readonly Artifact[]): readonly OwnArtifacts[] {
  const runs = new Map<string, [Artifact, ...Artifact[]]>();
  for (const artifact of artifacts) {
    const own = runs.get(artifact.runId);
    if (own) own.push(artifact);
    else runs.set(artifact.runId, [artifact]);
  }
  return [...runs.values()];
}

interface Wish {
  readonly artifacts: Configured;
  readonly sources: RecordSources;
  readonly commit: string;
}

/** The record that one run left, why it is not taken, or undefined when it is another model's. The API's word on the run comes before any byte is read. */
async function readRun({ artifacts, sources, commit }: Wish, own: OwnArtifacts): Promise<Found | string | undefined> {
  const run = await artifacts.port.run(own[0].runId);
  const why = own
    .map((artifact) => untrusted({ artifact, run, commit, sources, repository: artifacts.repository }))
    .find((text) => text !== undefined);
  if (why !== undefined) return why;
  const contents = await readContents(artifacts, own, sources.model);
  if (typeof contents === 'string') return contents;
  const { files, sections } = contents;
  if (sections.length === 0) return undefined;
  const record = mergedRecord(sections);
  if (typeof record === 'string') return record;
  return (
    ofCommit(record, sources.model, commit) ??
    (isAccepted(record) ? { kind: 'record', source: 'ci-artifact', record, commit, files } : notAccepted)
  );
}

/** Sections, and other files by base name, of one run's artifacts. */
export interface Contents {
  readonly sections: { artifact: string; text: string }[];
  readonly files: Map<string, Uint8Array>;
}

/** What one model wrote into one run's artifacts, or why their bytes are not believed. */
export async function readContents(
  { port, unpack }: Pick<Configured, 'port' | 'unpack'>,
  own: readonly Artifact[],
  model: string,
): Promise<Contents | string> {
  const contents: Contents = { sections: [], files: new Map() };
  for (const artifact of own) {
    const bytes = await port.download(artifact, downloadLimit);
    const wrong = wrongBytes(artifact, sha256(bytes));
    if (wrong !== undefined) return wrong;
    const unpacked = await unpack(bytes);
    if (!isOfOtherModel(unpacked, model)) takeContents(contents, artifact, unpacked, model);
  }
  return contents;
}

function takeContents(
  { sections, files }: Contents,
  artifact: Artifact,
  unpacked: ReadonlyMap<string, Uint8Array>,
  model: string,
): void {
  for (const [path, content] of unpacked) {
    if (ofOtherModel(path, model)) continue;
    const name = path.slice(path.lastIndexOf('/') + 1);
    const label = `${path.slice(0, path.length - name.length)}${artifact.name}`;
    if (name !== sectionFile) files.set(name, content);
    else sections.push({ artifact: label, text: new TextDecoder().decode(content) });
  }
}

/** `wb-churn-` is also how the artifacts of `churn-eu` begin: the section inside says whose they are. */
function isOfOtherModel(unpacked: ReadonlyMap<string, Uint8Array>, model: string): boolean {
  const own = unpacked.get(sectionFile);
  return own !== undefined && !isOfModel(new TextDecoder().decode(own), model);
}

/** GitLab's archives hold the whole `.weighbridge/`, with the models of jobs before that one. */
function ofOtherModel(path: string, model: string): boolean {
  return path.startsWith('.weighbridge/') && !path.startsWith(`.weighbridge/${model}/sections/`);
}

interface Doubt {
  readonly artifact: Artifact;
  readonly run: Run;
  readonly commit: string;
  readonly sources: RecordSources;
  readonly repository: string;
}

function untrusted({ artifact, run, commit, sources, repository }: Doubt): string | undefined {
  return distrust({ artifact, run, commit, repository, branch: sources.branch });
}

function ofCommit({ subject }: RunRecord, model: string, commit: string): string | undefined {
  if (subject.model !== model) return `its record is of the model ${subject.model}`;
  return subject.head === commit || subject.checkedOut === commit ? undefined : 'its record is of another commit';
}

function told(where: string, found: SearchedPlace['found']): SearchedPlace {
  return { kind: 'ci-artifact', where, found };
}
