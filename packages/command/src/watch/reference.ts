import {
  canonicalJson,
  type Digest,
  type LedgerEntry,
  type RunRecord,
  recordDigest,
  type TableProfile,
  type WatchReference,
} from '@weighbridge/core';
import { isAccepted } from '../baseline/record-source.ts';
import { readRegistry, saidOf } from '../ship/registry.ts';
import type { Weighing } from '../step/weighing.ts';
import { baselineBeliever } from '../trust/believe.ts';
import { sha256 } from '../workspace/bytes.ts';
import type { MonitorWork } from './work.ts';

/** What windows are held against, as far as there is anything. */
export interface FoundReference {
  readonly reference: WatchReference;
  /** The champion's record; undefined where only a file is the reference. */
  readonly record: RunRecord | undefined;
  /** Of the champion's dataset; undefined where a file is the reference, or the record has none. */
  readonly profile: TableProfile | undefined;
}

/** The champion's record, by a believed entry of the ledger; or why there is none. */
export async function findReference(work: MonitorWork): Promise<FoundReference | { readonly none: string }> {
  const { weighing, monitor } = work;
  const champion = await championEntry(weighing);
  if ('none' in champion && monitor.reference === undefined) return champion;
  const entry = 'none' in champion ? undefined : champion;
  const record = entry?.entry.record;
  const facts = record?.data?.datasets.find(({ name }) => name === monitor.dataset);
  if (monitor.reference !== undefined)
    return { reference: await fileReference(work, entry), record, profile: undefined };
  if (!entry || !facts?.profile)
    return {
      none: `the record of ${entry?.version ?? 'the champion'} has no profile of \`data.${monitor.dataset}\`; \`validate\` makes one`,
    };
  return {
    reference: {
      digest: recordDigest(entry.entry.record, sha256),
      ...ofEntry(entry),
      name: `data.${monitor.dataset}${entry.version === undefined ? '' : ` of ${entry.version}`}`,
      rows: facts.profile.rows,
    },
    record,
    profile: facts.profile,
  };
}

interface Champion {
  readonly entry: LedgerEntry;
  readonly version: string | undefined;
}

function ofEntry({ entry, version }: Champion): Pick<WatchReference, 'version' | 'record' | 'commit' | 'at'> {
  return {
    ...(version === undefined ? {} : { version }),
    record: recordDigest(entry.record, sha256),
    commit: entry.commit,
    at: new Date(entry.at).toISOString(),
  };
}

/** The version with the policy's alias; of a model that registers no versions its newest accepted record. */
async function championEntry(weighing: Weighing): Promise<Champion | { readonly none: string }> {
  const { context, model } = weighing;
  const entries = await context.ledger?.entries(model.name);
  if (!entries || entries.length === 0) return { none: `the ledger has no record of ${model.name} yet` };
  const believe = baselineBeliever(weighing);
  const wanted = await championOf(weighing);
  if (model.register && context.tags && !wanted) return { none: `no version of ${model.name} has the alias yet` };
  const candidates = wanted
    ? entries.filter(({ digest }) => digest === wanted.record)
    : entries.filter(({ record }) => isAccepted(record)).slice(0, mostAsked);
  const refused: string[] = [];
  for (const entry of candidates) {
    const belief = await believe(entry);
    if ('kind' in belief) return { entry, version: wanted?.version };
    refused.push(belief.refused);
  }
  const who = wanted ? `the champion ${wanted.version}` : model.name;
  return {
    none:
      refused[0] === undefined
        ? `the ledger has no record of ${who}`
        : `the record of ${who} was passed over: ${refused[0]}`,
  };
}

/** How many entries are checked at most. */
const mostAsked = 12;

async function championOf({
  context,
  model,
}: Weighing): Promise<{ readonly version: string; readonly record: Digest } | undefined> {
  if (!model.register || !context.tags) return undefined;
  const state = await readRegistry(context, model.name);
  const held = state.aliases.get(model.promote?.alias ?? 'champion');
  const said = held?.version === undefined ? undefined : saidOf(state, held.version);
  return said && held?.version !== undefined ? { version: held.version, record: said.record } : undefined;
}

async function fileReference({ opened }: MonitorWork, champion: Champion | undefined): Promise<WatchReference> {
  const table = opened.reference;
  if (!table) throw new Error('the reference was not opened');
  const rows = await opened.engine.rowsDigest(table);
  return {
    digest: champion ? bothDigest(rows, champion) : rows,
    ...(champion ? ofEntry(champion) : {}),
    name: table.source.name,
    rows: table.rows,
  };
}

/** Columns are held against the file, the score and metrics against the champion: a window counts while both are the same. */
function bothDigest(rows: Digest, { entry }: Champion): Digest {
  const record = recordDigest(entry.record, sha256);
  return sha256(new TextEncoder().encode(canonicalJson({ record, rows })));
}
