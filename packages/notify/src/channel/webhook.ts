import { createHmac } from 'node:crypto';
import type { Notice } from '@weighbridge/core';
import type { Channels, MessageAdapter } from '../adapter.ts';
import { jsonCall } from '../http/call.ts';
import { webhookAccess } from '../variables.ts';

/** JSON for whoever takes it, in the form that docs/notifications.md describes. Names come as they are. */
export const webhook: MessageAdapter<Channels['webhook']> = {
  name: 'Webhook',
  access({ urlFrom, secretFrom }, variables) {
    const access = webhookAccess(variables, urlFrom);
    if (secretFrom === undefined) return access;
    const signingKey = variables(secretFrom);
    return { ...access, signingKey, secrets: [...access.secrets, signingKey], variables: [urlFrom, secretFrom] };
  },
  call(notice, access) {
    const call = jsonCall('POST', access, '', webhookBody(notice));
    if (access.signingKey === undefined) return call;
    const signature = createHmac('sha256', access.signingKey)
      .update(call.body ?? '')
      .digest('hex');
    return { ...call, headers: { ...call.headers, 'x-weighbridge-signature': `sha256=${signature}` } };
  },
  isTaken: () => true,
};

/** `version` grows when a field changes its meaning or goes; new fields may come at any time. */
export function webhookBody({ kind, model, key, title, text, facts, links, at, source }: Notice) {
  return { version: 1, kind, model, key, title, text, facts, links, at: at.toISOString(), source };
}
