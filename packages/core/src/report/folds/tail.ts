import type { Cuts } from '../cuts.ts';
import { cut, visible } from '../escape.ts';
import type { Fold } from '../fold.ts';
import { counted } from '../number.ts';
import type { View } from '../view.ts';

/** The most lines of a foreign output, in full and in a shortened note, and the most characters of one. */
const [mostLines, fewLines, longestLine] = [40, 10, 160];

/** The last lines that the user's own command wrote before it failed. They are foreign text: nothing in them is live. */
export function tailFold(view: View, cuts: Cuts): Fold | undefined {
  const tail = view.record.stopped?.tail ?? [];
  if (tail.length === 0) return undefined;
  const shown = tailLines(tail, cuts.rows < 12 ? fewLines : mostLines);
  return {
    title: `Last ${shown.length === 1 ? 'line' : 'lines'} of its output`,
    result: shown.length === 1 ? undefined : counted(shown.length, 'line'),
    body: `\`\`\`text\n${shown.map((line) => line.replaceAll('`', 'ˋ').replaceAll('~', '˜')).join('\n')}\n\`\`\``,
    open: true,
  };
}

/** The last lines, each short and visible, indented as they were. */
export function tailLines(tail: readonly string[], most = mostLines): string[] {
  return tail.slice(-most).map((line) => cut(visible(line.trimEnd().replaceAll('\t', '  ')), longestLine));
}
