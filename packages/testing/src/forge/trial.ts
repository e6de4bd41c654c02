import type { Forge } from '@weighbridge/core';
import type { ForgeTrial } from '../forge-contract.ts';
import type { FakeServer } from '../http/server.ts';
import { packageFile } from './ship-state.ts';
import { type Standard, tokens } from './standard.ts';
import { addNote, type ForgeState } from './state.ts';

export interface FakeTrialOptions {
  readonly standard: Standard;
  readonly server: FakeServer;
  /** The adapter with a token, for a repository. */
  readonly connect: (token: string, repository: string) => Forge;
  readonly needs: ForgeTrial['needs'];
  readonly failure: string;
  readonly states: ForgeTrial['states'];
  /** The token under trial; ada's own by default. */
  readonly token?: string;
}

/** A trial of the forge contract over a fake and the standard state. */
export function fakeTrial({
  standard,
  server,
  connect,
  needs,
  failure,
  states,
  token = tokens.user,
}: FakeTrialOptions): ForgeTrial {
  const { state, ...ids } = standard;
  return {
    ids,
    forge: connect(token, state.repository),
    readOnly: connect(tokens.readOnly, state.repository),
    unknown: connect('a-token-that-nobody-issued', state.repository),
    elsewhere: connect(tokens.user, 'acme/elsewhere'),
    needs,
    failure,
    states,
    reader: connect(tokens.reader, state.repository),
    tags: async () => [...state.tags.keys()],
    releaseFiles: async (tag) =>
      (state.releases.find((release) => release.tag === tag)?.files ?? []).map(({ name, content }) => ({
        name,
        text: new TextDecoder().decode(content instanceof Uint8Array ? content : linked(state, content.url)),
      })),
    deploymentStates: async (id) =>
      (state.deployments.find((item) => String(item.id) === id)?.states ?? []).map((item) => item.state),
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

/** The file behind a link to a generic package: `…/packages/generic/NAME/VERSION/FILE`. */
function linked(state: ForgeState, url: string): Uint8Array | undefined {
  const [, name = '', version = '', file = ''] = /generic\/([^/]+)\/([^/]+)\/([^/]+)$/.exec(url) ?? [];
  return packageFile(state, name, version, file);
}
