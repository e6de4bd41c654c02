import { forgeErrors } from '@weighbridge/core';
import type { Service } from '../http/network.ts';

/**
 * Where files of a release go, of an `upload_url` such as `https://uploads.github.com/repos/o/r/releases/1/assets{?name}`:
 * the part before `/repos/`. The token follows only to the API's own host (GitHub Enterprise Server) or to its `uploads.`
 * neighbour (github.com, ghe.com); any other address is refused with UserError WB5006.
 */
export function uploadAddress({ name, apiUrl }: Service, uploadUrl: string): string {
  const [base = ''] = uploadUrl.split('/repos/', 1);
  const { origin } = new URL(apiUrl);
  const allowed = [origin, origin.replace('://api.', '://uploads.')];
  if (!(URL.canParse(base) && allowed.includes(new URL(base).origin)))
    throw forgeErrors.notTheApi({ forge: name, apiUrl });
  return base;
}
