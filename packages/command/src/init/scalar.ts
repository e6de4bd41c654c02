import { stringify } from 'yaml';

/** A text as one YAML scalar inside a flow or block of ours: quoted when it has to be, always on one line. */
export function scalar(text: string): string {
  return stringify(text, {
    lineWidth: 0,
    defaultStringType: /[,[\]{}\n]/.test(text) ? 'QUOTE_DOUBLE' : 'PLAIN',
  }).trimEnd();
}
