import type * as z from 'zod';
import { parse, type Question, type RestClient } from './rest.ts';

/** One page, and the question for the next one; undefined after the last. */
interface Page<T> {
  readonly items: readonly T[];
  readonly next: Question | undefined;
}

/** Walks pages as they are wanted: who stops iterating stops asking. */
async function* walk<T>(first: Question, page: (question: Question) => Promise<Page<T>>): AsyncGenerator<T> {
  let question: Question | undefined = first;
  while (question !== undefined) {
    const { items, next }: Page<T> = await page(question);
    yield* items;
    question = next;
  }
}

/**
 * GitLab's paging: `Link: <…>; rel="next"`, by offset or by keyset. Only the query of that address is used, so that a
 * server that names itself otherwise, or another host, never gets the token.
 */
export function linkedPages<T>(client: RestClient, schema: z.ZodType<T>, question: Question): AsyncGenerator<T> {
  const first = { ...question, query: { per_page: 100, ...question.query } };
  return walk(first, async (asked) => {
    const { text, headers } = await client.ask(asked);
    const query = nextQuery(headers.get('link'));
    return {
      items: parse(client.service, schema.array(), text),
      next: query === undefined ? undefined : { ...asked, query },
    };
  });
}

function nextQuery(link: string | null): Record<string, string> | undefined {
  const [, address] = /<([^>]*)>;\s*rel="?next"?/.exec(link ?? '') ?? [];
  if (address === undefined) return undefined;
  return Object.fromEntries(new URL(address, 'http://any').searchParams);
}

/**
 * Gitea's paging: by page number until the total is reached, which stands in `X-Total-Count` or in the body. A server may
 * cap the page size, and lists that it never cuts ignore the page number: a page that adds nothing ends the walk.
 */
export function countedPages<T, B>(
  client: RestClient,
  question: Question,
  body: z.ZodType<B>,
  read: (body: B) => { readonly items: readonly T[]; readonly total?: number },
): AsyncGenerator<T> {
  let page = 1;
  let seen = 0;
  return walk({ ...question, query: { limit: 50, ...question.query, page } }, async (asked) => {
    const { text, headers } = await client.ask(asked);
    const { items, total = Number(headers.get('x-total-count') ?? 0) } = read(parse(client.service, body, text));
    seen += items.length;
    page += 1;
    const done = items.length === 0 || seen >= total;
    return { items, next: done ? undefined : { ...asked, query: { ...asked.query, page } } };
  });
}

export async function collect<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
