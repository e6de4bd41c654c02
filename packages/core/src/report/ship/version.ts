import type { Ink } from '../ink.ts';
import { summaryName } from '../slice.ts';

/** `v1.4.0`, `v2026.11.22-2`: nothing in it is live, wherever it stands. */
function isVersion(text: string): boolean {
  return /^v?\d{1,6}(?:\.\d{1,6}){0,3}(?:-\d{1,6})?$/.test(text);
}

/** A version in a sentence; other people's names for versions may be code. */
export function versionText(text: string, ink: Ink): string {
  return isVersion(text) ? text : ink.name(text);
}

/** A version in a summary line, where Markdown is not read. */
export function summaryVersion(text: string): string {
  return isVersion(text) ? text : summaryName(text);
}
