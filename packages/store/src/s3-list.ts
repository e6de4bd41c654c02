import { ServiceError } from '@weighbridge/core';
import type { S3Client } from './s3-client.ts';

/** One object of a bucket. */
export interface S3Object {
  readonly key: string;
  readonly size: number;
}

/** So many in one answer: of the longest keys there are, an answer stays below what is read of one. */
const pageSize = 200;

/** The objects whose keys begin with a prefix, in their order: ListObjectsV2, page by page. Throws ServiceError WB6611. */
export async function* listObjects(client: S3Client, prefix: string, most = pageSize): AsyncGenerator<S3Object> {
  for (let token: string | undefined = ''; token !== undefined; ) {
    const page: Page = await client.call(
      {
        method: 'GET',
        key: '',
        query: {
          'list-type': '2',
          'encoding-type': 'url',
          'max-keys': String(most),
          prefix,
          ...(token === '' ? {} : { 'continuation-token': token }),
        },
      },
      async (answer) => readPage(await answer.text()),
    );
    yield* page.objects;
    token = page.next;
  }
}

interface Page {
  readonly objects: readonly S3Object[];
  /** Where the next page begins; undefined on the last one. */
  readonly next: string | undefined;
}

function readPage(text: string): Page {
  if (!/<ListBucketResult[\s>/][\s\S]*<\/ListBucketResult>\s*$/u.test(text))
    throw new ServiceError('WB6611', 'The store did not answer with a list of objects.');
  const isEncoded = textIn(text, 'EncodingType') === 'url';
  const keyOf = (written: string): string =>
    isEncoded ? decodeURIComponent(written.replaceAll('+', '%20')) : unescaped(written);
  const objects = [...text.matchAll(/<Contents>([\s\S]*?)<\/Contents>/gu)].map(([, content = '']) => ({
    key: keyOf(textIn(content, 'Key') ?? ''),
    size: Number(textIn(content, 'Size') ?? Number.NaN),
  }));
  const token = textIn(text, 'NextContinuationToken');
  return { objects, next: token === undefined ? undefined : unescaped(token) };
}

function textIn(xml: string, tag: string): string | undefined {
  return new RegExp(`<${tag}>([^<]*)</${tag}>`, 'u').exec(xml)?.[1];
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

function unescaped(xml: string): string {
  return xml.replaceAll(
    /&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/giu,
    (whole, hex?: string, digits?: string, named?: string) => {
      if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
      return digits === undefined ? (entities[named ?? ''] ?? whole) : String.fromCodePoint(Number(digits));
    },
  );
}
