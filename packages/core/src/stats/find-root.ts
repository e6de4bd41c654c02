interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * A zero of a continuous function between two points where its sign differs, to the last bits of a double
 * (Chandrupatla 1997: inverse quadratic interpolation where it is safe, bisection where it is not). When the
 * function has one sign on the whole interval, the end nearer to zero is returned.
 */
export function findRoot(f: (x: number) => number, low: number, high: number): number {
  let a: Point = { x: high, y: f(high) };
  let b: Point = { x: low, y: f(low) };
  if (Math.sign(a.y) === Math.sign(b.y)) return nearer(a, b).x;
  let step = 0.5;
  for (let turn = 0; turn < 200; turn++) {
    const x = a.x + step * (b.x - a.x);
    const next: Point = { x, y: f(x) };
    const sameSide = Math.sign(next.y) === Math.sign(a.y);
    const c = sameSide ? a : b;
    if (!sameSide) b = a;
    a = next;
    const best = nearer(a, b);
    const tolerance = (Number.EPSILON * Math.abs(best.x)) / Math.abs(b.x - a.x);
    if (!(tolerance <= 0.5) || best.y === 0) return best.x;
    step = Math.min(1 - tolerance, Math.max(tolerance, nextStep(a, b, c)));
  }
  return nearer(a, b).x;
}

function nearer(a: Point, b: Point): Point {
  return Math.abs(a.y) < Math.abs(b.y) ? a : b;
}

/** Where to look next, as a share of the way from a to b. */
function nextStep(a: Point, b: Point, c: Point): number {
  const xi = (a.x - b.x) / (c.x - b.x);
  const phi = (a.y - b.y) / (c.y - b.y);
  if (!(phi * phi < xi && (1 - phi) * (1 - phi) < 1 - xi)) return 0.5;
  const linear = (a.y / (b.y - a.y)) * (c.y / (b.y - c.y));
  return linear + (((c.x - a.x) / (b.x - a.x)) * a.y * b.y) / ((c.y - a.y) * (c.y - b.y));
}
