import type { Notice } from '@weighbridge/core';
import * as z from 'zod';
import type { Channels, MessageAdapter } from '../adapter.ts';
import { jsonCall } from '../http/call.ts';
import { jsonOf } from '../http/said.ts';
import { apiAccess } from '../variables.ts';
import { webhookBody } from './webhook.ts';

const taken = z.object({ code: z.literal(0) });

/** One event for the HTTP Event Collector; its fields are those of the webhook. */
export const splunk: MessageAdapter<Channels['splunk']> = {
  name: 'Splunk',
  access: ({ url, tokenFrom: name }, variables) =>
    apiAccess(url, variables, { name, header: 'authorization', value: (token) => `Splunk ${token}` }),
  call: (notice, access, { index }) =>
    jsonCall('POST', access, '/services/collector/event', splunkEvent(notice, index)),
  isTaken: (body) => taken.safeParse(jsonOf(body)).success,
};

/** `time` in seconds. Without `index` the token's own one takes it. */
function splunkEvent(notice: Notice, index: string | undefined) {
  return {
    time: notice.at.getTime() / 1000,
    source: 'weighbridge',
    sourcetype: 'weighbridge:watch',
    ...(index === undefined ? {} : { index }),
    event: webhookBody(notice),
  };
}
