import type { SliceName } from '../record/evaluation.ts';
import { breakable, clean, htmlCode, isPlainName, longestRun } from './escape.ts';
import type { Ink } from './ink.ts';

/** `region=north`; a missing value is said so. */
export function sliceLabel(slice: SliceName): string {
  return `${slice.column}=${slice.value ?? '(missing)'}`;
}

export function sliceText(slice: SliceName, ink: Ink): string {
  return ink.code(sliceLabel(slice));
}

/** A column, value or file in a narrow cell: code that can break where it is long. */
export function cellCode(text: string, ink: Ink): string {
  return isShort(text) ? ink.code(text) : htmlCode(text);
}

/** A metric's name in a narrow cell. */
export function cellName(text: string, ink: Ink): string {
  if (isShort(text)) return ink.name(text);
  return isPlainName(text) ? breakable(text, (part) => part) : htmlCode(text);
}

/** A metric's name in a summary line, where Markdown is not read. */
export function summaryName(text: string): string {
  return isPlainName(text) ? text : htmlCode(text);
}

/** Whether the text, with `taken` characters before it, fits a narrow cell without a break. */
export function isShort(text: string, taken = 0): boolean {
  return Array.from(clean(text)).length + taken <= longestRun;
}
