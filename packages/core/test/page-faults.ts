/** A figure says what it shows, and every place in it is a number inside its frame. */
function faultsOfDrawing(drawing: string): string[] {
  const faults: string[] = [];
  if (!/<title>[^<]+<\/title><desc>[^<]+<\/desc>/.test(drawing)) faults.push('a figure says nothing');
  const [width = 0, height = 0] = (/viewBox="0 0 (\S+) (\S+)"/.exec(drawing) ?? []).slice(1).map(Number);
  const most: Record<string, number> = { x: width, cx: width, x1: width, x2: width, width };
  const shapes = drawing.replace(/ aria-label="[^"]*"/g, '');
  for (const [, name = '', value = ''] of shapes.matchAll(/ (c?[xy][12]?|width|height)="([^"]*)"/g)) {
    const place = value === '' ? Number.NaN : Number(value);
    if (!(place >= 0 && place <= (most[name] ?? height))) faults.push(`a drawing has no place: ${name} ${value}`);
  }
  for (const [, points = ''] of shapes.matchAll(/ d="M([^"]*)"/g)) {
    const places = points.split('L').map((point) => point.split(',').map(Number));
    const isInside = ([x = -1, y = -1]: number[]): boolean => x >= 0 && x <= width && y >= 0 && y <= height;
    if (!places.every(isInside)) faults.push(`a line leaves its drawing: ${points.slice(0, 40)}`);
  }
  return faults;
}

/** What a page must never hold, and what each of its figures must. */
export function faultsOf(page: string): string[] {
  const faults: string[] = [];
  const tags = page.match(/<[^>]*>/g) ?? [];
  const live = /^<(script|iframe|link|img|object|base|form)|\son\w+=|javascript:|\ssrc=/i;
  faults.push(...tags.filter((tag) => live.test(tag.replace(/="[^"]*"/g, '=""'))));
  if (/@import|url\(/.test(page.match(/<style>[\s\S]*?<\/style>/)?.[0] ?? '')) faults.push('the style asks for more');
  const outside = [...page.matchAll(/(?:href|src)="([^"#][^"]*)"/g)].map((match) => match[1] ?? '');
  faults.push(
    ...outside.filter((link) => !link.startsWith('https://github.com/acme/models/')).map((link) => `link ${link}`),
  );
  const drawings = page.match(/<svg [\s\S]*?<\/svg>/g) ?? [];
  faults.push(...drawings.flatMap(faultsOfDrawing));
  for (const tag of ['table', 'tr', 'td', 'svg', 'figure', 'details', 'code', 'dl', 'g']) {
    const opened = page.match(new RegExp(`<${tag}[ >]`, 'g'))?.length ?? 0;
    const closed = page.match(new RegExp(`</${tag}>`, 'g'))?.length ?? 0;
    if (opened !== closed) faults.push(`${tag} is open`);
  }
  return faults;
}
