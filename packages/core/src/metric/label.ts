import { textOf } from './text-value.ts';

/** What one value of the target says; the words are why it says nothing. */
export type Label = 0 | 1 | 'missing' | 'unknown';

/** Reads labels of a binary task: 0 and 1, true and false, or two labels of which `positive` names one. */
export interface LabelReader {
  readonly read: (value: unknown) => Label;
  /** Different labels so far that are not the positive one, where one was named. */
  readonly otherLabels: () => number;
}

const plainLabels: ReadonlyMap<string, Label> = new Map<string, Label>([
  ['0', 0],
  ['1', 1],
  ['false', 0],
  ['true', 1],
  ['nan', 'missing'],
  ['null', 'missing'],
]);

/** So many distinct values are remembered, each understood once. */
const mostKnown = 1000;

/** A reader that remembers what it has read. */
export function labelReader(positive: string | undefined): LabelReader {
  const known = new Map<unknown, Label>();
  const others = new Set<string>();
  const understand = (value: unknown): Label => {
    const text = textOf(value);
    if (text === null) return 'missing';
    if (text === undefined) return 'unknown';
    if (positive === undefined) return plainLabel(text);
    if (sameLabel(text, positive)) return 1;
    if (plainLabels.get(text.toLowerCase()) === 'missing') return 'missing';
    others.add(text);
    return 0;
  };
  const read = (value: unknown): Label => {
    const found = known.get(value);
    if (found !== undefined) return found;
    const label = understand(value);
    if (known.size < mostKnown) known.set(value, label);
    return label;
  };
  return { read, otherLabels: () => others.size };
}

/** `1`, `1.0` and `1e0` are one label, and so are `True` and `true`. */
function plainLabel(text: string): Label {
  const word = text.trim().toLowerCase();
  const number = word === '' ? Number.NaN : Number(word);
  return plainLabels.get(word) ?? plainLabels.get(String(number)) ?? 'unknown';
}

function sameLabel(text: string, positive: string): boolean {
  if (text === positive) return true;
  if (text.trim() === '' || positive.trim() === '') return false;
  if (/^(true|false)$/i.test(positive)) return text.toLowerCase() === positive.toLowerCase();
  return Number(text) === Number(positive);
}
