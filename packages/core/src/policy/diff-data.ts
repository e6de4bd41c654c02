import { changeOf, diffList, type PolicyChange } from './diff-words.ts';
import type { DatasetPolicy, ModelPolicy } from './policy.ts';

/**
 * Where the data come from, and what is asked of them. Another evaluation file may be an easier one, another schema a
 * looser one; to ask for more is stricter.
 */
export function diffData(was: ModelPolicy, now: ModelPolicy): PolicyChange[] {
  const where = `${now.name}, data`;
  const names = [...new Set([...Object.keys(was.data), ...Object.keys(now.data)])];
  return [
    ...names.flatMap((name) => {
      const [before, after] = [was.data[name], now.data[name]];
      const paths = changeOf(where, name, before?.path, after?.path, name === 'evaluation' ? 'looser' : 'other');
      return [...paths, ...diffDataset(`${where}, ${name}`, before ?? nothing, after ?? nothing)];
    }),
    ...asked(`${where}, leakage`, 'no-overlap', was.leakage.noOverlap, now.leakage.noOverlap),
    ...asked(`${where}, leakage`, 'time-order', was.leakage.timeOrder, now.leakage.timeOrder),
  ];
}

const nothing: Omit<DatasetPolicy, 'path'> = { ignore: [], key: [], showValues: false };

function diffDataset(
  where: string,
  was: Omit<DatasetPolicy, 'path'>,
  now: Omit<DatasetPolicy, 'path'>,
): PolicyChange[] {
  return [
    ...asked(where, 'schema', was.schema, now.schema),
    ...diffList(where, 'ignore', was.ignore, now.ignore, { added: 'looser', removed: 'stricter' }),
    ...changeOf(where, 'key', listText(was.key), listText(now.key), 'other'),
    ...changeOf(where, 'show-values', String(was.showValues), String(now.showValues), 'other'),
  ];
}

/** What one side alone asks is stricter there; what is asked otherwise may be asked more easily. */
function asked(where: string, key: string, was: string | undefined, now: string | undefined): PolicyChange[] {
  return changeOf(where, key, was, now, was === undefined ? 'stricter' : 'looser');
}

function listText(items: readonly string[]): string | undefined {
  return items.length === 0 ? undefined : items.join(', ');
}
