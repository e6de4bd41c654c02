import type { Changed } from '../../record/comparison.ts';
import type { Cuts } from '../cuts.ts';
import { clean } from '../escape.ts';
import type { Fold } from '../fold.ts';
import { count } from '../number.ts';
import { schemaChanges } from '../under-base.ts';
import type { View } from '../view.ts';

type PolicyChange = Changed['policy'][number];

/** The lines of the policy that differ from the base's, open, as they are what the reader must decide on. */
export function policyDiffFold(view: View, cuts: Cuts): Fold | undefined {
  const changes = [...(view.record.comparison?.changed?.policy ?? []), ...schemaChanges(view.record)];
  if (changes.length === 0) return undefined;
  const looser = changes.filter((change) => change.effect === 'looser').length;
  const stricter = changes.filter((change) => change.effect === 'stricter').length;
  const other = changes.length - looser - stricter;
  const result = `${looser} looser, ${stricter} stricter${other === 0 ? '' : `, ${other} other`}`;
  const shown = changes.slice(0, Math.max(1, cuts.rows));
  const left = changes.length - shown.length;
  const body = `\`\`\`diff\n${diffLines(shown).join('\n')}\n\`\`\``;
  const more = left === 0 ? '' : `\n\n${count(left)} more in the report.`;
  return { title: 'Policy diff', result, body: body + more, open: view.situation === 'loosened policy' };
}

function diffLines(changes: readonly PolicyChange[]): string[] {
  let last: string | undefined;
  return changes.flatMap((change) => {
    const head = change.where === last ? [] : [` ${fenced(change.where)}`];
    last = change.where;
    const was = change.was === undefined ? [] : [`-  ${fenced(change.was)}`];
    return [...head, ...was, ...(change.now === undefined ? [] : [`+  ${fenced(change.now)}`])];
  });
}

/** One line of foreign text inside a fence, which only a line of backticks could end. */
function fenced(text: string): string {
  return clean(text, 100).replaceAll('`', 'ˋ');
}
