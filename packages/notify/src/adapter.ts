import type { ChannelPolicy, Notice, Sample } from '@weighbridge/core';
import type { Access, Answer, Call } from './http/call.ts';
import type { Variables } from './variables.ts';

type To = ChannelPolicy['to'];

/** The policy of each channel by its name. */
export type Channels = { readonly [K in To]: ChannelPolicy & { readonly to: K } };

/** Where a channel's requests go. Throws Failed for what this job lacks. */
interface Opens<C> {
  /** In reasons: `Slack`. */
  readonly name: string;
  readonly access: (channel: C, variables: Variables) => Access;
}

/** A channel that is told with one request. */
export interface MessageAdapter<C> extends Opens<C> {
  readonly call: (notice: Notice, access: Access, channel: C) => Call;
  /** Whether the body of an answer that says yes by its status does so by its words. */
  readonly isTaken: (body: string) => boolean;
}

/** Sends a request, and gives the body of an answer whose status is in `alsoFine` or says yes; throws Failed for any other. */
export type Converse = (call: Call, alsoFine?: readonly number[]) => Promise<Answer>;

/** A channel that must be asked before it is told; resolves to what is to be remembered of it. */
export interface ConversationAdapter<C> extends Opens<C> {
  readonly converse: (
    notice: Notice,
    memory: string | undefined,
    place: { readonly access: Access; readonly channel: C; readonly converse: Converse },
  ) => Promise<string | undefined>;
}

/** A channel that takes numbers with one request. */
export interface SampleAdapter<C> extends Opens<C> {
  readonly call: (model: string, samples: readonly Sample[], access: Access) => Call;
}
