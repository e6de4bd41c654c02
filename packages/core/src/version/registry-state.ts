import type { Tag } from '../port/tracker.ts';
import { type GtoTag, parseGtoTag } from './gto.ts';

/** A version that was registered. */
export interface RegisteredVersion {
  /** `v1.4.0`. */
  readonly name: string;
  readonly commit: string;
  readonly at: string;
  readonly tag: string;
  readonly message: string;
  /** Taken back by a later tag. Its name stays taken. */
  readonly deregistered: boolean;
}

/** One move of an alias. */
export interface AliasMove {
  readonly action: 'assign' | 'unassign';
  readonly alias: string;
  readonly commit: string;
  /** Version on that commit; undefined where none was registered there. */
  readonly version: string | undefined;
  readonly tag: string;
  readonly number?: number;
  readonly at: string;
  readonly message: string;
}

/** Where an alias is, with all its moves, newest first. */
export interface AliasState extends AliasMove {
  readonly history: readonly AliasMove[];
}

/** What the tags of one model say, as GTO understands them. */
export interface RegistryState {
  /** In the order in which they were registered. */
  readonly versions: readonly RegisteredVersion[];
  /** Aliases that are on something now. */
  readonly aliases: ReadonlyMap<string, AliasState>;
  /** Every move of every alias, newest first. */
  readonly history: readonly AliasMove[];
  /** Number of the next numbered tag: GTO counts all tags of a model together. */
  readonly nextNumber: number;
  /** Time of the newest tag of this model. */
  readonly newest: string | undefined;
  readonly deprecated: boolean;
}

type Event = GtoTag & { readonly tag: Tag };

/**
 * Reads the state of one model out of all tags, as GTO 1.10 does (`gto/base.py`): an alias belongs to the version of
 * the commit that its tag is on, taking it back frees that version only, and of several versions that still hold an
 * alias the one assigned last is meant. Two versions on one commit, at which GTO gives up, count as the newer one.
 */
export function registryState(tags: readonly Tag[], model: string): RegistryState {
  const events = tags.flatMap((tag) => eventsOf(tag, model)).sort(inOrder);
  const versions = versionsOf(events);
  const history = movesOf(events, versions);
  const numbers = events.map(({ number = 0 }) => number);
  return {
    versions,
    aliases: aliasesOf(history, versions),
    history,
    nextNumber: Math.max(0, ...numbers) + 1,
    newest: events.at(-1)?.tag.at,
    deprecated: events.at(-1)?.action === 'deprecate',
  };
}

/** A time for the next tag that is after every other: GTO goes by seconds, and machines' clocks differ. */
export function timeAfter(state: RegistryState, now: Date): Date {
  if (state.newest === undefined) return now;
  return new Date(Math.max(now.getTime(), Date.parse(state.newest) + 1000));
}

function eventsOf(tag: Tag, model: string): readonly Event[] {
  const parsed = parseGtoTag(tag.name);
  return parsed?.name === model ? [{ ...parsed, tag }] : [];
}

const rank = { deprecate: 0, register: 1, deregister: 2, assign: 3, unassign: 4 } as const;

/** By time; of one second by what GTO reads first, then by number. */
function inOrder(a: Event, b: Event): number {
  return (
    Date.parse(a.tag.at) - Date.parse(b.tag.at) || rank[a.action] - rank[b.action] || (a.number ?? 0) - (b.number ?? 0)
  );
}

function versionsOf(events: readonly Event[]): readonly RegisteredVersion[] {
  const found = new Map<string, RegisteredVersion>();
  for (const { tag, ...event } of events) {
    if (event.action !== 'register' && event.action !== 'deregister') continue;
    // A tag that takes back counts on the version's own commit only.
    const key = `${event.version} ${tag.commit}`;
    const before = found.get(key);
    if (event.action === 'register') {
      const { commit, at, name, message } = tag;
      found.set(key, { name: event.version, commit, at, tag: name, message, deregistered: false });
    } else if (before) found.set(key, { ...before, deregistered: true });
  }
  return [...found.values()].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

function movesOf(events: readonly Event[], versions: readonly RegisteredVersion[]): readonly AliasMove[] {
  const moves = events.flatMap(({ tag, ...event }): AliasMove[] => {
    if (event.action !== 'assign' && event.action !== 'unassign') return [];
    const { action, alias, number } = event;
    const version = versions.findLast(({ commit }) => commit === tag.commit)?.name;
    const { commit, at, name, message } = tag;
    return [{ action, alias, commit, version, tag: name, ...(number === undefined ? {} : { number }), at, message }];
  });
  return moves.reverse();
}

/** `history` is newest first. */
function aliasesOf(history: readonly AliasMove[], versions: readonly RegisteredVersion[]): RegistryState['aliases'] {
  const aliases = new Map<string, AliasState>();
  for (const alias of new Set(history.map((move) => move.alias))) {
    const moves = history.filter((move) => move.alias === alias);
    const holder = moves.find((move) => move.action === 'assign' && holds(move, moves, versions));
    if (holder) aliases.set(alias, { ...holder, history: moves });
  }
  return aliases;
}

/** Whether nothing took this assignment back: no later tag on the same commit, no end of its version. */
function holds(move: AliasMove, moves: readonly AliasMove[], versions: readonly RegisteredVersion[]): boolean {
  const last = moves.find(({ commit }) => commit === move.commit);
  const version = versions.findLast(({ commit }) => commit === move.commit);
  return last?.action === 'assign' && version?.deregistered !== true;
}
