import type { Forge } from '@weighbridge/core';
import type { ForgeTrial } from '../forge-contract.ts';
import type { FakeServer } from '../http/server.ts';
import { packageFile } from './ship-state.ts';
import { type Standard, tokens } from './standard.ts';
import { addNote, type ForgeState } from './state.ts';
import type { FakeIssue } from './watch.ts';
import { addIssue, addIssueComment, issueOf, setOpen } from './watch-state.ts';

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
  readonly workflowFiles?: boolean;
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
  workflowFiles = true,
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
    addNote: async (change, author, body) => String(addNote(state, change, loginOf(author), body).id),
    notes: async (change) => state.notes.filter((note) => note.change === change),
    statuses: async (commit) => state.statuses.filter((status) => status.commit === commit),
    addIssue: async (author, body) => addIssue(state, { author: loginOf(author), title: body, body }).number,
    addComment: async (number, author, body) => {
      addIssueComment(state, known(state, number), loginOf(author), body);
    },
    closeIssue: async (number) => setOpen(state, known(state, number), false, 'grace'),
    workflowFiles,
    changeText: async (number) => {
      const { title = '', body = '' } = state.changes.get(number) ?? {};
      return { title, body };
    },
    close: async () => {
      await server.close();
      if (server.violations.length > 0) throw new Error(`refused requests: ${server.violations.join('; ')}`);
    },
  };
}

function loginOf(author: string): string {
  return author === 'bot' ? 'github-actions[bot]' : author;
}

function known(state: ForgeState, number: number): FakeIssue {
  const issue = issueOf(state, number);
  if (issue === undefined) throw new Error(`there is no issue ${number}`);
  return issue;
}

/** The file behind a link to a generic package: `…/packages/generic/NAME/VERSION/FILE`. */
function linked(state: ForgeState, url: string): Uint8Array | undefined {
  const [, name = '', version = '', file = ''] = /generic\/([^/]+)\/([^/]+)\/([^/]+)$/.exec(url) ?? [];
  return packageFile(state, name, version, file);
}
