import type { Capabilities } from '../port/forge.ts';

/** A folded part: its summary line states the result, so unfolding is optional. */
export interface Fold {
  /** Our own words. */
  readonly title: string;
  /** Safe both as Markdown and as HTML: own words, numbers, `<code>`. */
  readonly result: string | undefined;
  /** For eyes only, after the same facts in words. */
  readonly ornament?: string;
  /** Undefined where only the result can be shown. */
  readonly body: string | undefined;
  readonly open?: boolean;
}

/** A `<details>` block; where the forge has none, or there is no body, the summary line alone. */
export function foldText(fold: Fold, capabilities: Capabilities): string {
  const { title, result, ornament, body, open } = fold;
  if (!capabilities.folds || body === undefined) return `**${title}**${result === undefined ? '' : `: ${result}`}`;
  const eyes = ornament === undefined ? '' : ` <span aria-hidden="true">${ornament}</span>`;
  const summary = `<b>${title}</b>${result === undefined ? '' : `: ${result}`}${eyes}`;
  return `<details${open === true ? ' open' : ''}><summary>${summary}</summary>\n\n${body}\n</details>`;
}
