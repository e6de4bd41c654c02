import type { Forge } from '@weighbridge/core';
import type { ForgeTrial } from '../forge-contract.ts';
import type { FakeServer } from '../http/server.ts';
import { type Standard, tokens } from './standard.ts';
import { addNote } from './state.ts';

export interface FakeTrialOptions {
  readonly standard: Standard;
  readonly server: FakeServer;
  /** The adapter with a token, for a repository. */
  readonly connect: (token: string, repository: string) => Forge;
  readonly needs: ForgeTrial['needs'];
  readonly failure: string;
}

/** A trial of the forge contract over a fake and the standard state. */
export function fakeTrial({ standard, server, connect, needs, failure }: FakeTrialOptions): ForgeTrial {
  const { state, ...ids } = standard;
  return {
    ids,
    forge: connect(tokens.user, state.repository),
    readOnly: connect(tokens.readOnly, state.repository),
    unknown: connect('a-token-that-nobody-issued', state.repository),
    elsewhere: connect(tokens.user, 'acme/elsewhere'),
    needs,
    failure,
    addNote: async (change, author, body) =>
      String(addNote(state, change, author === 'bot' ? 'github-actions[bot]' : author, body).id),
    notes: async (change) => state.notes.filter((note) => note.change === change),
    statuses: async (commit) => state.statuses.filter((status) => status.commit === commit),
    close: async () => {
      await server.close();
      if (server.violations.length > 0) throw new Error(`refused requests: ${server.violations.join('; ')}`);
    },
  };
}
