import { htmlText } from '../escape.ts';
import { style } from './style.ts';

const policy = `default-src 'none'; style-src 'unsafe-inline'`;

/** One HTML file: no script, no outside request. `title` is plain; the opening and the sections are HTML, empty ones are left out. */
export function htmlDocument(title: string, opening: string, sections: readonly string[]): string {
  const shown = sections.filter((section) => section !== '');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta http-equiv="Content-Security-Policy" content="${policy}"><title>${htmlText(title)}</title><style>${style}</style></head><body><main>
${opening}
${navigation(shown)}
${shown.join('\n')}
</main></body></html>
`;
}

function navigation(sections: readonly string[]): string {
  const links = sections.flatMap((section) => {
    const found = /^<h2 id="(\w+)">([^<]*)<\/h2>/.exec(section);
    return found === null ? [] : [`<a href="#${found[1]}">${found[2]}</a>`];
  });
  return `<nav aria-label="Sections">${links.join('')}</nav>`;
}
