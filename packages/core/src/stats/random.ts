/** Draws uniformly from the open interval (0, 1). */
export type Random = () => number;

/**
 * A generator that depends on the text alone: equal on every machine, engine and run. State by a 128-bit
 * multiplicative hash of the text, then sfc32 (Chris Doty-Humphrey's PractRand), which passes BigCrush.
 */
export function seededRandom(text: string): Random {
  let [a, b, c, counter] = hash(text);
  function next(): number {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return ((sum >>> 0) + 0.5) / 4294967296;
  }
  for (let turn = 0; turn < 16; turn++) next();
  return next;
}

/** Four words, each an FNV-1a hash of the text from another start, finished by an avalanche (MurmurHash3). */
function hash(text: string): [number, number, number, number] {
  const word = (start: number) => {
    let h = start;
    for (let index = 0; index < text.length; index++) h = Math.imul(h ^ text.charCodeAt(index), 16777619);
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    return h ^ (h >>> 16);
  };
  return [word(0x811c9dc5 | 0), word(0x9e3779b9 | 0), word(0x243f6a88), word(0xb7e15162 | 0)];
}

/** Successes in n draws with probability p. */
export function binomialDraw(n: number, p: number, random: Random): number {
  if (n <= 0 || p <= 0) return 0;
  if (p >= 1) return n;
  if (p > 0.5) return n - binomialDraw(n, 1 - p, random);
  return n * p < 10 ? inverted(n, p, random) : rejected(n, p, random);
}

/** By waiting times between successes: cheap when few are expected. */
function inverted(n: number, p: number, random: Random): number {
  const scale = Math.log1p(-p);
  let trial = 0;
  for (let count = 0; ; count++) {
    trial += Math.floor(Math.log(random()) / scale) + 1;
    if (trial > n) return count;
  }
}

/** Transformed rejection (Hörmann 1993, algorithm BTRD without its table): constant cost for any n·p ≥ 10. */
function rejected(n: number, p: number, random: Random): number {
  const spread = Math.sqrt(n * p * (1 - p));
  const b = 1.15 + 2.53 * spread;
  const a = -0.0873 + 0.0248 * b + 0.01 * p;
  const center = n * p + 0.5;
  const alpha = (2.83 + 5.1 / b) * spread;
  const odds = Math.log(p / (1 - p));
  const mode = Math.floor((n + 1) * p);
  for (;;) {
    const u = random() - 0.5;
    const v = random();
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + center);
    if (us >= 0.07 && v <= 0.92 - 4.2 / b) return k;
    if (k < 0 || k > n) continue;
    const height = Math.log((v * alpha) / (a / (us * us) + b));
    const bound =
      logFactorial(mode) + logFactorial(n - mode) - logFactorial(k) - logFactorial(n - k) + (k - mode) * odds;
    if (height <= bound) return k;
  }
}

/** ln k!: Stirling's series, whose error is below 1e-10 from 10 on. */
function logFactorial(k: number): number {
  let shift = 0;
  let x = k + 1;
  for (; x < 10; x++) shift += Math.log(x);
  const inverse = 1 / (x * x);
  const series = (1 / 12 - (1 / 360 - inverse / 1260) * inverse) / x;
  return (x - 0.5) * Math.log(x) - x + Math.log(2 * Math.PI) / 2 + series - shift;
}

/** Fills `into` with one multinomial draw of `size` rows over the shares, by conditional binomials. */
export function multinomialDraw(size: number, shares: Float64Array, random: Random, into: Float64Array): void {
  let rows = size;
  let rest = 1;
  for (const [cell, share] of shares.entries()) {
    const count = cell === shares.length - 1 ? rows : binomialDraw(rows, Math.min(1, share / rest), random);
    into[cell] = count;
    rows -= count;
    rest -= share;
  }
}
