import * as z from 'zod';
import type { Gitea } from './server.ts';

/** The repository of the forge contract on a real Gitea, and its place in the API. */
export const repository = 'acme/models';
export const home = `/repos/${repository}`;

const numbered = z.looseObject({ number: z.number() });

export function remote(gitea: Gitea, name: string): string {
  return `${gitea.url.replace('http://', `http://root0:${gitea.adminToken}@`)}/${name}.git`;
}

export async function open(gitea: Gitea, head: string, base = 'main'): Promise<number> {
  return numbered.parse(await gitea.call('POST', `${home}/pulls`, { title: head, head, base })).number;
}

/** Gitea takes notice of a push a moment later. */
export async function existing(
  gitea: Gitea,
  path: string,
  isReady: (answer: unknown) => boolean = () => true,
): Promise<void> {
  const end = Date.now() + 20_000;
  for (;;) {
    const answer = await gitea.call('GET', path).catch(() => undefined);
    if (answer !== undefined && isReady(answer)) return;
    if (Date.now() > end) throw new Error(`${path} did not come`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
