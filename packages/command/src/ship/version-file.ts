import { ServiceError, type VersionSection, versionSection } from '@weighbridge/core';
import type { Context } from '../command.ts';
import { parseJson } from '../workspace/bytes.ts';

/** How often a write is tried again when somebody else wrote between reading and writing. */
const attempts = 5;

/** What `register` and `promote` said of a version; undefined when they said nothing. The tag is what counts: this adds to it. */
export async function readVersion(context: Context, model: string, name: string): Promise<VersionSection | undefined> {
  const document = await context.documents?.read(versionPath(model, name));
  const parsed = document && versionSection.safeParse(parseJson(document.text));
  return parsed?.success ? parsed.data : undefined;
}

/** Keeps what is known of a version beside the ledger, for the jobs that come later. */
export async function writeVersion({ documents }: Context, model: string, version: VersionSection): Promise<void> {
  if (!documents) return;
  const path = versionPath(model, version.name);
  const text = `${JSON.stringify(version)}\n`;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const before = await documents.read(path);
    if (before?.text === text || (await documents.write(path, text, before?.revision))) return;
  }
  throw new ServiceError('WB6555', `Others kept writing about ${model} ${version.name}. Run the job again.`);
}

function versionPath(model: string, name: string): string {
  return `versions/${encodeURIComponent(model)}/${encodeURIComponent(name)}.json`;
}
