/** Tags that a log cannot show, and what stands for them. */
const tags: readonly (readonly [RegExp, string])[] = [
  [/<br>/g, ' · '],
  [/<\/?code>/g, '`'],
  [/<\/?(?:wbr|details(?: open)?|summary|sub|b)>/g, ''],
  [/&nbsp;/g, ' '],
];

/** Markdown of a report for a log: the text of its tags and entities. Never a new line, where a log reads commands. */
export function plainText(markdown: string): string {
  const untagged = tags.reduce((text, [tag, instead]) => text.replace(tag, instead), markdown);
  return untagged.replace(/&#(\d+);/g, (entity, code: string) => {
    const point = Number(code);
    return point > 32 && point < 127 ? String.fromCodePoint(point) : entity;
  });
}
