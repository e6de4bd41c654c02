import { servingErrors } from '@weighbridge/core';
import * as z from 'zod';
import { type Resolve, resolver, type Schema, schema } from './schema.ts';

const media = z.looseObject({
  schema: schema.optional(),
  example: z.unknown().optional(),
  examples: z.record(z.string(), z.looseObject({ value: z.unknown().optional() })).optional(),
});
const content = z.record(z.string(), media);
const operation = z.looseObject({
  requestBody: z.looseObject({ content: content.optional() }).optional(),
  responses: z.record(z.string(), z.looseObject({ content: content.optional() })).default({}),
});
const openApi = z.looseObject({
  openapi: z.string().startsWith('3.'),
  paths: z.record(z.string(), z.looseObject({ post: operation.optional() })),
});

/** The prediction as an OpenAPI document declares it. */
export interface DeclaredPrediction {
  readonly path: string;
  readonly request: Schema | undefined;
  /** An example of a request, where the document gives one. */
  readonly example: unknown;
  /** Of the first 2xx. */
  readonly response: Schema | undefined;
  /** Whether it says what a bad request is answered with. */
  readonly declaresBadRequests: boolean;
  readonly resolve: Resolve;
}

/** Paths that sound like a prediction, where there are several that take JSON. */
const likely = /predict|invocations|infer|score|classify/i;

/**
 * Finds the prediction in a document; undefined where it is no OpenAPI 3 or lacks the path.
 * Throws UserError WB6102 when several paths might be meant, and none is named.
 */
export function findPrediction(document: unknown, path: string | undefined): DeclaredPrediction | undefined {
  const read = openApi.safeParse(document);
  if (!read.success) return undefined;
  const posts = Object.entries(read.data.paths).flatMap(([name, { post }]) => (post ? [{ name, post }] : []));
  const named = path === undefined ? onlyLikely(posts) : posts.find(({ name }) => name === path);
  if (!named) return undefined;
  const { requestBody, responses } = named.post;
  const request = requestBody?.content?.['application/json'];
  const success = Object.entries(responses).find(([code]) => /^2/.test(code))?.[1];
  return {
    path: named.name,
    request: request?.schema,
    example: request?.example ?? Object.values(request?.examples ?? {})[0]?.value,
    response: success?.content?.['application/json']?.schema,
    declaresBadRequests: Object.keys(responses).some((code) => /^4/.test(code)),
    resolve: resolver(document),
  };
}

function onlyLikely<T extends { readonly name: string }>(posts: readonly T[]): T | undefined {
  if (posts.length < 2) return posts[0];
  const found = posts.filter(({ name }) => likely.test(name));
  if (found.length !== 1) throw servingErrors.smokeNeeds({ kind: 'openapi', key: 'path' });
  return found[0];
}
