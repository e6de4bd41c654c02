import type { AlarmRule } from '../policy/watch.ts';

/**
 * Mean number of times that one series rings within `windows` windows, each flagged with probability p on its own, from
 * a quiet start: the Markov chain of `replayAlarms`, step by step. Its states are the flags of the last n − 1 windows
 * while the series is silent, and the windows in a row without a flag while it rings.
 */
export function expectedRings(p: number, rule: AlarmRule, windows: number): number {
  const chain = chainOf(rule);
  let before = startOf(chain, Math.min(rule.closeAfter, windows + 1));
  let after = startOf(chain, before.ringing.length);
  let rings = 0;
  for (let window = 0; window < windows; window++) {
    rings += step(p, chain, before, after);
    [before, after] = [after, before];
  }
  return rings;
}

/** Of each run of flags that does not ring yet: where it goes by a window with and without a flag; −1 is an alarm. */
interface Chain {
  readonly flagged: Int32Array;
  readonly passed: Int32Array;
}

/** Flags are bits, the newest is the lowest. States that ring are not reached, and lead nowhere. */
function chainOf({ k, n }: AlarmRule): Chain {
  const masks = 2 ** (n - 1);
  const [flagged, passed] = [new Int32Array(masks), new Int32Array(masks)];
  for (let mask = 0; mask < masks; mask++) {
    flagged[mask] = onesIn(mask) + 1 < k ? (2 * mask + 1) % masks : -1;
    passed[mask] = (2 * mask) % masks;
  }
  return { flagged, passed };
}

/** How likely each state is. */
interface States {
  readonly silent: Float64Array;
  /** By windows in a row without a flag. */
  readonly ringing: Float64Array;
}

function startOf({ flagged }: Chain, ringing: number): States {
  const silent = new Float64Array(flagged.length);
  silent[0] = 1;
  return { silent, ringing: new Float64Array(ringing) };
}

/** Moves every state on by one window, and says how likely an alarm begins in it. */
function step(p: number, { flagged, passed }: Chain, before: States, after: States): number {
  after.silent.fill(0);
  after.ringing.fill(0);
  let rings = 0;
  for (let mask = 0; mask < flagged.length; mask++) {
    const mass = before.silent[mask] ?? 0;
    if (mass === 0) continue;
    add(after.silent, passed[mask] ?? 0, mass * (1 - p));
    const next = flagged[mask] ?? -1;
    if (next < 0) rings += mass * p;
    else add(after.silent, next, mass * p);
  }
  let loud = rings;
  for (let quiet = 0; quiet < before.ringing.length; quiet++) {
    const mass = before.ringing[quiet] ?? 0;
    loud += mass * p;
    if (quiet + 1 < before.ringing.length) add(after.ringing, quiet + 1, mass * (1 - p));
    else add(after.silent, 0, mass * (1 - p));
  }
  add(after.ringing, 0, loud);
  return rings;
}

function add(into: Float64Array, at: number, mass: number): void {
  into[at] = (into[at] ?? 0) + mass;
}

function onesIn(mask: number): number {
  let count = 0;
  for (let rest = mask; rest > 0; rest >>= 1) count += rest & 1;
  return count;
}
