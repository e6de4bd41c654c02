import type { Channels, SampleAdapter } from '../adapter.ts';
import { exposition } from '../exposition.ts';
import type { Access } from '../http/call.ts';
import { apiAccess, basic } from '../variables.ts';

/** One group for each model, replaced as a whole: a series that is gone does not stay there for ever. */
export const pushgateway: SampleAdapter<Channels['pushgateway']> = {
  name: 'Pushgateway',
  access({ url, tokenFrom: name }, variables): Access {
    if (name === undefined) return { url: url.replace(/\/+$/, ''), headers: {}, secrets: [], variables: [] };
    const access = apiAccess(url, variables, { name, header: 'authorization', value: proofOf });
    return { ...access, secrets: [...access.secrets, ...access.secrets.flatMap((secret) => secret.split(/[ :]/))] };
  },
  call: (model, samples, access) => ({
    method: 'PUT',
    url: `${access.url}/metrics/job/weighbridge/${groupOf(model)}`,
    headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8', ...access.headers },
    body: exposition(samples),
  }),
};

/** A Pushgateway itself knows `user:password` alone; a proxy before it takes bearer tokens, which have no colon. */
function proofOf(token: string): string {
  return token.includes(':') ? basic(token) : `Bearer ${token}`;
}

/** Names that an address could change, or end at a slash, go as base64. */
export function groupOf(model: string): string {
  if (/^[A-Za-z0-9_-][A-Za-z0-9_.-]*$/.test(model)) return `model/${model}`;
  return `model@base64/${Buffer.from(model.toWellFormed()).toString('base64url') || '='}`;
}
