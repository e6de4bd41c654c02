import type { FakeRequest, FakeResponse } from '../http/server.ts';

/** Where the server thinks it lives: behind a proxy that is another address than the one that the client used. */
const external = 'https://gitlab.internal.example';

/** One page with GitLab's headers. Large lists carry no totals, and the `Link` names the server's own idea of its address. */
export function page<T>(request: FakeRequest, items: readonly T[], map: (item: T) => unknown): FakeResponse {
  const size = Math.min(Number(request.query.get('per_page') ?? 20), 100);
  const number = Number(request.query.get('page') ?? 1);
  const more = number * size < items.length;
  const next = new URL(`${request.path}${request.url.search}`, external);
  next.searchParams.set('page', String(number + 1));
  const link = more ? { link: `<${next}>; rel="next"` } : {};
  return {
    status: 200,
    body: items.slice((number - 1) * size, number * size).map(map),
    headers: {
      'x-page': String(number),
      'x-per-page': String(size),
      'x-next-page': more ? String(number + 1) : '',
      ...link,
    },
  };
}
