import { rescoredText, staleText } from './facts/compared.ts';
import { markdownInk } from './ink.ts';
import type { View } from './view.ts';

type Level = 'IMPORTANT' | 'WARNING' | 'NOTE';

/** At most one alert, only where the table would be misread without it. */
export function banner(view: View): string | undefined {
  const ink = markdownInk();
  const rescored = rescoredText(view, ink);
  if (rescored !== undefined) return alert('IMPORTANT', rescored, view);
  const stale = staleText(view, ink);
  return stale === undefined ? undefined : alert('WARNING', stale, view);
}

/** An alert, or a bold word and a paragraph where the forge has none. */
export function alert(level: Level, text: string, view: View): string {
  if (view.context.capabilities.alerts) return `> [!${level}]\n> ${text}`;
  return `**${level.charAt(0)}${level.slice(1).toLowerCase()}:** ${text}`;
}
