import type { FakeToken, ForgeState } from '../forge/state.ts';
import type { FakeRequest, FakeResponse, Handler } from '../http/server.ts';

/** What a GitLab token may do: everything, only reading, or what a job's own token may. */
export type GitlabPower = 'api' | 'read_api' | 'job';

function powerOf(token: FakeToken): GitlabPower {
  if (token.kind === 'job') return 'job';
  return Object.values(token.permissions).includes('write') ? 'api' : 'read_api';
}

export function missing(what: string): FakeResponse {
  return { status: 404, body: { message: `404 ${what} Not Found` } };
}

const unauthorized: FakeResponse = { status: 401, body: { message: '401 Unauthorized' } };
const insufficient: FakeResponse = {
  status: 403,
  body: {
    error: 'insufficient_scope',
    error_description: 'The request requires higher privileges than provided by the access token.',
    scope: 'api',
  },
};

type Inside = (request: FakeRequest, token: FakeToken) => FakeResponse | Promise<FakeResponse>;

/** A route for the named powers. A job's token is simply not accepted where it has no power: 401. */
export function allowed(state: ForgeState, powers: readonly GitlabPower[], handle: Inside): Handler {
  return (request) => {
    const token = credential(state, request);
    if (token === undefined) return unauthorized;
    const power = powerOf(token);
    if (!powers.includes(power)) return power === 'job' ? unauthorized : insufficient;
    const { id } = request.params;
    const isOurs = id === undefined || id === String(state.projectId) || id === state.repository;
    return isOurs ? handle(request, token) : missing('Project');
  };
}

/** A token counts only in its own header: `JOB-TOKEN` for jobs, `PRIVATE-TOKEN` for all others. */
function credential(state: ForgeState, { headers }: FakeRequest): FakeToken | undefined {
  const job = headers['job-token'];
  const own = headers['private-token'];
  const token = state.tokens.get(String(job ?? own ?? ''));
  return token?.kind === (job === undefined ? 'user' : 'job') ? token : undefined;
}

export const everyone: readonly GitlabPower[] = ['api', 'read_api', 'job'];
export const people: readonly GitlabPower[] = ['api', 'read_api'];
export const writers: readonly GitlabPower[] = ['api'];
