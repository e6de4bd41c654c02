import type { FakeToken, ForgeState } from '../forge/state.ts';
import type { FakeRequest, FakeResponse, Handler } from '../http/server.ts';

export const notFound: FakeResponse = {
  status: 404,
  body: { message: 'Not Found', documentation_url: 'https://docs.github.com/rest', status: '404' },
};

const badCredentials: FakeResponse = {
  status: 401,
  body: { message: 'Bad credentials', documentation_url: 'https://docs.github.com/rest', status: '401' },
};

/** The token of a request; undefined when it is unknown or missing. */
function tokenOf(state: ForgeState, request: FakeRequest): FakeToken | undefined {
  const [, value = ''] = /^(?:token|bearer) (.+)$/i.exec(request.headers.authorization ?? '') ?? [];
  return state.tokens.get(value);
}

/** GitHub names the kind of token that it refuses. */
function forbidden(token: FakeToken): FakeResponse {
  const who = token.kind === 'job' ? 'integration' : 'personal access token';
  const message = `Resource not accessible by ${who}`;
  return { status: 403, body: { message, documentation_url: 'https://docs.github.com/rest', status: '403' } };
}

type Inside = (request: FakeRequest, token: FakeToken) => FakeResponse | Promise<FakeResponse>;

/** A route for any known token: `GET /user` and the like. */
export function anyone(state: ForgeState, handle: Inside): Handler {
  return (request) => {
    const token = tokenOf(state, request);
    return token === undefined ? badCredentials : handle(request, token);
  };
}

/**
 * A route below the repository that takes a permission: `pull-requests: write`, or one of two: `issues: read or
 * pull-requests: read`. Writing includes reading.
 */
export function guarded(state: ForgeState, needs: string, handle: Inside): Handler {
  return anyone(state, (request, token) => {
    const { owner, repo } = request.params;
    if (`${owner}/${repo}` !== state.repository) return notFound;
    return needs.split(' or ').some((need) => holds(token, need)) ? handle(request, token) : forbidden(token);
  });
}

function holds({ permissions }: FakeToken, need: string): boolean {
  const [permission = '', level] = need.split(': ');
  const granted = permission === 'metadata' ? 'read' : permissions[permission];
  return granted === 'write' || (granted === 'read' && level === 'read');
}

/** A route that only a person's token may use; a job's own token gets the refusal that GitHub gives it. */
export function people(state: ForgeState, handle: Inside): Handler {
  return anyone(state, (request, token) => (token.kind === 'job' ? forbidden(token) : handle(request, token)));
}
