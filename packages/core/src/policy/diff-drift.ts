import { changeOf, type PolicyChange } from './diff-words.ts';
import type { DriftLine, ModelPolicy } from './policy.ts';

/** Changes of the `gate` lines that watch data; a line is known by its measure and its columns. */
export function diffDrift(was: ModelPolicy, now: ModelPolicy): PolicyChange[] {
  const keys = [...new Set([...was.drift, ...now.drift].map(keyOf))];
  return keys.flatMap((key) => {
    const [before, after] = [strictest(was.drift, key), strictest(now.drift, key)];
    const line = before ?? after;
    if (!line || before?.max.amount === after?.max.amount) return [];
    const where = `${now.name}, gate, drift of ${line.columns === 'all' ? 'all columns' : line.columns.join(', ')}`;
    return changeOf(where, 'max', before?.max.written, after?.max.written, effectOf(before, after));
  });
}

function keyOf({ measure, columns }: DriftLine): string {
  return JSON.stringify([measure, columns === 'all' ? 'all' : [...columns].sort()]);
}

/** Of two lines for the same columns the smaller limit decides. */
function strictest(lines: readonly DriftLine[], key: string): DriftLine | undefined {
  return lines.filter((line) => keyOf(line) === key).sort((a, b) => a.max.amount - b.max.amount)[0];
}

function effectOf(was: DriftLine | undefined, now: DriftLine | undefined): PolicyChange['effect'] {
  if (!now) return 'looser';
  return was && now.max.amount > was.max.amount ? 'looser' : 'stricter';
}
