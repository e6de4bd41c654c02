import { createRequire } from 'node:module';
import * as z from 'zod';

declare const WEIGHBRIDGE_VERSION: string | undefined;

/** Version of this program: baked in by the build, read from package.json when run from source. */
export const version: string = typeof WEIGHBRIDGE_VERSION === 'string' ? WEIGHBRIDGE_VERSION : sourceVersion();

function sourceVersion(): string {
  const require = createRequire(import.meta.url);
  return z.object({ version: z.string() }).parse(require('../package.json')).version;
}
