/** Longest address that browsers, proxies and forges take, in characters. */
const longest = 8000;

type Field = readonly [name: string, value: string];

/**
 * `address` with these fields as its query; the last one, a long text, is cut so that the whole stays within the length
 * that proxies take. A cut text ends with an ellipsis, and never inside a character.
 */
export function filledIn(address: string, fields: readonly Field[], [name, text]: Field): string {
  const encoded = ([key, value]: Field): string => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`;
  const start = `${address}?${[...fields.map(encoded), `${encodeURIComponent(name)}=`].join('&')}`;
  return `${start}${cutEncoded(text.toWellFormed(), longest - start.length)}`;
}

function cutEncoded(text: string, limit: number): string {
  const whole = encodeURIComponent(text);
  if (whole.length <= limit) return whole;
  const end = encodeURIComponent('…');
  let cut = '';
  for (const character of text) {
    const next = encodeURIComponent(character);
    if (cut.length + next.length + end.length > limit) break;
    cut += next;
  }
  return `${cut}${end}`;
}

/** A branch's name in a path: its slashes stay. */
export function branchInPath(branch: string): string {
  return branch.split('/').map(encodeURIComponent).join('/');
}
