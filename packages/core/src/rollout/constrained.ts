/** Shares of the two sides. */
export interface Shares {
  readonly canary: number;
  readonly stable: number;
}

/** Sums of one step: bad events and all, of both sides. */
export interface Sums {
  readonly canaryBad: number;
  readonly canaryAll: number;
  readonly stableBad: number;
  readonly stableAll: number;
}

/**
 * The most likely shares when the canary's is larger by exactly `difference`: the root of a cubic in closed form (Miettinen &
 * Nurminen 1985, Farrington & Manning 1990). Half an event of each kind is added, so that neither 0 of n nor n of n is
 * taken for certainty.
 */
export function constrainedShares(sums: Sums, difference: number): Shares {
  const [n1, n0] = [sums.canaryAll + 1, sums.stableAll + 1];
  const [x1, x0] = [sums.canaryBad + 0.5, sums.stableBad + 0.5];
  const n = n1 + n0;
  const square = (n1 + 2 * n0) * difference - n - x1 - x0;
  const linear = (n0 * difference - n - 2 * x0) * difference + x1 + x0;
  const constant = x0 * difference * (1 - difference);
  const third = square / (3 * n);
  const q = third ** 3 - (third * linear) / (2 * n) + constant / (2 * n);
  const p = (q < 0 ? -1 : 1) * Math.sqrt(Math.max(0, third * third - linear / (3 * n)));
  const cosine = p === 0 ? 1 : Math.min(1, Math.max(-1, q / p ** 3));
  const root = 2 * p * Math.cos((Math.PI + Math.acos(cosine)) / 3) - third;
  const stable = Math.min(1, 1 - difference, Math.max(0, -difference, root));
  return { canary: Math.min(1, Math.max(0, stable + difference)), stable };
}
