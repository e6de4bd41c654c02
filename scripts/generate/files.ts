/** One generated file: its path from the root and its text. With `marks`, only the part between them is generated. */
export interface GeneratedFile {
  readonly path: string;
  readonly text: string;
  readonly marks?: { readonly start: string; readonly end: string };
}

/** First line of every generated file that can carry a comment. */
export const header = 'Generated from the commands by `npm run generate`. Do not edit.';

/** Puts the generated part between its marks and leaves the prose around it alone. */
export function betweenMarks(current: string, file: GeneratedFile): string {
  if (!file.marks) return file.text;
  const { start, end } = file.marks;
  const from = current.indexOf(start);
  const to = current.indexOf(end);
  if (from < 0 || to < from) throw new Error(`${file.path} lacks the marks ${start} and ${end}`);
  return `${current.slice(0, from + start.length)}\n${file.text}\n${current.slice(to)}`;
}
