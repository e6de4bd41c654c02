import type { Sides } from '../../src/comparison/side.ts';
import { normalQuantile } from '../../src/stats/normal.ts';
import type { Random } from '../../src/stats/random.ts';

/** Paired rows of two simulated models. */
export type Rows = Sides;

/** Standard normal draws by the polar method (Marsaglia & Bray 1964). */
export function normals(random: Random): Random {
  let spare: number | undefined;
  return () => {
    if (spare !== undefined) {
      const kept = spare;
      spare = undefined;
      return kept;
    }
    for (;;) {
      const [u, v] = [2 * random() - 1, 2 * random() - 1];
      const square = u * u + v * v;
      if (square >= 1) continue;
      const scale = Math.sqrt((-2 * Math.log(square)) / square);
      spare = v * scale;
      return u * scale;
    }
  };
}

export interface Drawing {
  readonly n: number;
  /** True drop of the candidate's area below the reference's 0.75. */
  readonly drop: number;
  /** Rows of one cluster, which share their label and half of each model's own error; 1 is no clusters. */
  readonly cluster: number;
}

const area = 0.75;
const shared = 0.8;

/** Normal scores of two models whose areas are known and whose errors correlate by 0.8. */
export function scoredPair({ n, drop, cluster }: Drawing, random: Random, normal: Random): Rows {
  const target = new Uint8Array(n);
  const [candidate, reference] = [new Float64Array(n), new Float64Array(n)];
  const distance = (one: number) => Math.SQRT2 * normalQuantile(one);
  const [ofCandidate, ofReference] = [distance(area - drop), distance(area)];
  const [common, own] = [Math.sqrt(shared), Math.sqrt(1 - shared)];
  let [label, first, second, third] = [0, 0, 0, 0];
  const mixed = (clusters: number) => (cluster === 1 ? normal() : Math.SQRT1_2 * (clusters + normal()));
  for (let row = 0; row < n; row++) {
    if (row % cluster === 0) {
      label = random() < 0.35 ? 1 : 0;
      if (cluster > 1) [first, second, third] = [normal(), normal(), normal()];
    }
    target[row] = label;
    const both = common * mixed(first);
    candidate[row] = label * ofCandidate + both + own * mixed(second);
    reference[row] = label * ofReference + both + own * mixed(third);
  }
  const clusters = cluster > 1 ? { cluster: Int32Array.from(target.keys(), (row) => Math.floor(row / cluster)) } : {};
  const side = { target, ...clusters };
  return {
    paired: true,
    threshold: 0.5,
    candidate: { ...side, score: candidate },
    reference: { ...side, score: reference },
  };
}

/** Rows in order, cut into equal slices. */
export function sliceRows(n: number, slices: number): Uint32Array[] {
  const size = n / slices;
  return Array.from({ length: slices }, (_, slice) =>
    Uint32Array.from({ length: size }, (_row, row) => slice * size + row),
  );
}
