import { type SmokePolicy, servingErrors } from '@weighbridge/core';

/** Reads a text file of the repository. */
export type ReadText = (path: string) => Promise<string>;

/** The sample request as JSON text; undefined where the policy names none. Throws UserError WB6104 for one that is none. */
export async function sampleRequest({ request }: SmokePolicy, readText: ReadText): Promise<string | undefined> {
  if (request === undefined) return undefined;
  const text = await readText(request).catch((cause: unknown) => {
    throw servingErrors.smokeRequest({ file: request, problem: 'it cannot be read' }, { cause });
  });
  try {
    return JSON.stringify(JSON.parse(text));
  } catch (cause) {
    throw wrong(request, cause);
  }
}

/** The same where the kind cannot do without. Throws UserError WB6102, too. */
export async function neededRequest(smoke: SmokePolicy, readText: ReadText): Promise<string> {
  const text = await sampleRequest(smoke, readText);
  if (text === undefined) throw servingErrors.smokeNeeds({ kind: smoke.kind, key: 'request' });
  return text;
}

function wrong(file: string, cause: unknown): Error {
  return servingErrors.smokeRequest({ file, problem: 'it is not JSON' }, { cause });
}

/** A path of the policy, which may have been written without its slash. */
export function asPath(path: string): string {
  return path.startsWith('/') ? path : `/${path}`;
}
