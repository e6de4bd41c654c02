import type { LimitAmount } from './policy.ts';

/** `90d`, `2h`, `10m`, `30s`, `1d 12h`: whole numbers with a unit, largest unit first. */
export const durationPattern = /^(?=\d)(?:(\d+)d ?)?(?:(\d+)h ?)?(?:(\d+)m ?)?(?:(\d+)s)?(?<! )$/;

/** `1 GB`, `500 MB`, `64 kB`, `1.5 GiB`, `100 B`. Decimal units are powers of 1000, those with an `i` of 1024. */
export const bytesPattern = /^(\d+(?:\.\d+)?) ?(B|kB|MB|GB|TB|KiB|MiB|GiB|TiB)$/;

/** `10%`, `0.5%`: relative to the reference. */
export const percentPattern = /^(\d+(?:\.\d+)?)%$/;

/** `3 of 5`. */
export const countOfPattern = /^([1-9]\d*) of ([1-9]\d*)$/;

const byteUnits: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
  TiB: 1024 ** 4,
};

/** Milliseconds of a duration; undefined when it is not written like one. */
export function parseDuration(written: string): number | undefined {
  const match = durationPattern.exec(written);
  if (!match) return undefined;
  const [days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0));
  return ((((days ?? 0) * 24 + (hours ?? 0)) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0)) * 1000;
}

/** Bytes of a size; undefined when it is not written like one. */
export function parseBytes(written: string): number | undefined {
  const match = bytesPattern.exec(written);
  const unit = byteUnits[match?.[2] ?? ''];
  return unit === undefined ? undefined : Math.round(Number(match?.[1]) * unit);
}

/**
 * A limit: a bare number is in the metric's unit, a percent is relative to the reference (`10%` → 0.1).
 * `written` is the text in the file (`0.010`), where the caller has it. Undefined when it is neither.
 */
export function parseLimit(value: number | string, written = String(value)): LimitAmount | undefined {
  if (typeof value === 'number')
    return Number.isFinite(value) ? { amount: value, relative: false, written } : undefined;
  const percent = percentPattern.exec(value)?.[1];
  return percent === undefined ? undefined : { amount: Number(percent) / 100, relative: true, written: value };
}
