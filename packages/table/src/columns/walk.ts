/** Most bins that a column is cut into. */
export const mostBins = 20;

/** Values in [from, to); of the last bin [from, to]. */
export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly was: number;
  readonly now: number;
}

/** What a walk over the values of a number column found. */
export interface NumberFacts {
  readonly bins: readonly Bin[];
  /** sup |F_was − F_now|; NaN where a side has no values. */
  readonly ks: number;
  readonly medianWas: number | undefined;
  readonly medianNow: number | undefined;
}

/** One distinct value, and how often it is there on both sides. */
export type Visit = (value: number, was: number, now: number) => void;

/** To be shown the distinct values of two samples in ascending order, once; then it knows. */
export interface Walk {
  readonly visit: Visit;
  /** `last` is the largest value of both. */
  readonly end: (last: number) => NumberFacts;
}

/** Where a bin begins, and how many values of both sides are below it. */
interface Start {
  readonly from: number;
  readonly was: number;
  readonly now: number;
}

/**
 * A walk over samples of `n` and `m` numbers. Bins begin at the quantiles k/20 of `was` (type 1 of Hyndman & Fan 1996,
 * which are values of the data), and also behind a value that fills a whole bin or more, so that it has one for itself.
 * What `now` has outside the range of `was` gets a bin of its own where there are fewer than 20, else it falls into the
 * first or last.
 */
export function startWalk(n: number, m: number): Walk {
  const starts: Start[] = [];
  const [middleWas, middleNow] = [middleOf(n), middleOf(m)];
  let [cumWas, cumNow] = [0, 0];
  /** Largest and smallest n·m·(F_was − F_now): whole numbers, so that no step rounds. */
  let [most, least] = [0, 0];
  /** At so many values there is something to do: a bin begins, or a median is reached. */
  let [markWas, markNow] = [0, 0];
  let isAbove = false;
  let border = 0;

  function visit(value: number, was: number, now: number): void {
    if (cumWas + was >= markWas || cumNow + now >= markNow) mark(value, was, now);
    cumWas += was;
    cumNow += now;
    const distance = cumWas * m - cumNow * n;
    if (distance > most) most = distance;
    else if (distance < least) least = distance;
  }
  function mark(value: number, was: number, now: number): void {
    const beginsAbove = was === 0 && cumWas === n && !isAbove;
    if (starts.length === 0 || beginsAbove || (was > 0 && cumWas + was >= border)) {
      starts.push({ from: value, was: cumWas, now: cumNow });
      border = nextBorder(cumWas, was, n);
      isAbove = beginsAbove;
    }
    middleWas.reached(value, cumWas + was);
    middleNow.reached(value, cumNow + now);
    markWas = isAbove ? Number.POSITIVE_INFINITY : Math.min(border, n, middleWas.next());
    markNow = middleNow.next();
  }
  function end(last: number): NumberFacts {
    const ks = n > 0 && m > 0 ? Math.max(most, -least) / n / m : Number.NaN;
    const bins = closedBins([...starts, { from: last, was: cumWas, now: cumNow }]);
    return { bins, ks, medianWas: middleWas.value(), medianNow: middleNow.value() };
  }
  return { visit, end };
}

/** After a value that reaches more than one border (or is below all of `was`) the very next one begins a bin. */
function nextBorder(before: number, was: number, n: number): number {
  if (was === 0) return 0;
  const [passed, reached] = [bordersUpTo(before, n), bordersUpTo(before + was, n)];
  if (reached - passed > 1) return 0;
  return reached < mostBins - 1 ? ((reached + 1) * n) / mostBins : Number.MAX_VALUE;
}

/** How many of the borders between 20 equal parts of `n` values lie at or below a count. */
function bordersUpTo(count: number, n: number): number {
  return Math.min(mostBins - 1, Math.floor((mostBins * count) / n));
}

interface Middle {
  readonly reached: (value: number, seen: number) => void;
  /** How many values are to be seen until `reached` has to be called again. */
  readonly next: () => number;
  /** The median: the mean of the two middle values where their number is even. */
  readonly value: () => number | undefined;
}

function middleOf(count: number): Middle {
  const [lower, upper] = [Math.floor((count + 1) / 2), Math.floor(count / 2) + 1];
  let low: number | undefined;
  let high: number | undefined;
  return {
    reached(value, seen) {
      if (count > 0 && seen >= lower) low ??= value;
      if (count > 0 && seen >= upper) high ??= value;
    },
    next() {
      if (count === 0 || high !== undefined) return Number.POSITIVE_INFINITY;
      return low === undefined ? lower : upper;
    },
    value: () => (low === undefined || high === undefined ? undefined : low / 2 + high / 2),
  };
}

/** Each bin ends where the next one begins; `starts` has the end of all as its last. */
function closedBins(starts: readonly Start[]): readonly Bin[] {
  const bins = starts.slice(0, -1).map(({ from, was, now }, index) => {
    const next = starts[index + 1] ?? { from, was, now };
    return { from, to: next.from, was: next.was - was, now: next.now - now };
  });
  const [first, second] = bins;
  if (bins.length > mostBins && first && second && first.was === 0) bins.splice(0, 2, joined(first, second));
  const [previous, final] = bins.slice(-2);
  if (bins.length > mostBins && previous && final) bins.splice(-2, 2, joined(previous, final));
  return bins.map((bin, index) => (bin.to > bin.from ? bin : { ...bin, to: bin.from + widthLike(bins[index - 1]) }));
}

function joined(left: Bin, right: Bin): Bin {
  return { from: left.from, to: right.to, was: left.was + right.was, now: left.now + right.now };
}

/** The last bin may hold a single value: then it is drawn as wide as the one before. */
function widthLike(previous: Bin | undefined): number {
  return previous ? previous.to - previous.from : 1;
}
