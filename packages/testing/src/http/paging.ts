import type { FakeRequest, FakeResponse } from './server.ts';

/** One page of a list with GitHub's `Link` header; the page size is capped at 100 as the forge does it. */
export function page<T>(
  request: FakeRequest,
  items: readonly T[],
  wrap: (items: readonly T[]) => unknown,
): FakeResponse {
  const size = Math.min(Number(request.query.get('per_page') ?? 30), 100);
  const number = Number(request.query.get('page') ?? 1);
  const last = Math.max(1, Math.ceil(items.length / size));
  const headers = last > 1 ? { link: links(request, number, last) } : {};
  return { status: 200, body: wrap(items.slice((number - 1) * size, number * size)), headers };
}

function links(request: FakeRequest, number: number, last: number): string {
  const to = (target: number, rel: string): string => {
    const url = new URL(request.url);
    url.searchParams.set('page', String(target));
    return `<${url}>; rel="${rel}"`;
  };
  const forward = number < last ? [to(number + 1, 'next'), to(last, 'last')] : [];
  const back = number > 1 ? [to(1, 'first'), to(number - 1, 'prev')] : [];
  return [...forward, ...back].join(', ');
}
