import * as z from 'zod';
import { type HttpError, isStatus, refused, repositoryNotFound } from '../http/failure.ts';
import { type Connection, type Service, service } from '../http/network.ts';
import { type Question, type RestClient, restClient } from '../http/rest.ts';

export interface GitlabConnection extends Omit<Connection, 'token'> {
  /** `job` for CI_JOB_TOKEN, which reads little and writes no notes; `user` for a personal, project or group token. */
  readonly token?: { readonly value: string; readonly kind: 'job' | 'user' };
  /** GitLab's numeric id; without it the path is used. */
  readonly projectId?: string;
}

/** GitLab's API below one project. */
export interface GitlabClient {
  readonly rest: RestClient;
  readonly tokenKind: 'job' | 'user' | undefined;
  /** A question about the project: `path` begins behind `/projects/7`. */
  about(method: string, path: string, needs: string, more?: Partial<Question>): Question;
  /** A question about the whole instance. */
  ofInstance(path: string, needs: string, query?: Question['query']): Question;
}

/** What a token needs to read, and to write, as GitLab names it. */
export const reading = 'read_api scope, Reporter role';
export const writing = 'api scope, Developer role';

/** What a job's own token needs for the writing that is open to it: packages, releases, environments, deployments. */
const jobWriting = 'Developer role of the user who started the pipeline';

/** What it takes to write where jobs may, for the kind of token that we have. */
export function openWriting({ tokenKind }: Pick<GitlabClient, 'tokenKind'>): string {
  return tokenKind === 'job' ? jobWriting : writing;
}

export function gitlabClient(connection: GitlabConnection): GitlabClient {
  const { token, projectId, ...rest } = connection;
  const asked: Service = service('GitLab', { ...rest, ...(token === undefined ? {} : { token: token.value }) });
  const project = encodeURIComponent(projectId || connection.repository);
  return {
    rest: restClient(asked, credentials(token)),
    tokenKind: token?.kind,
    about: (method, path, needs, more = {}) => ({ method, path, needs, route: `/projects/${project}${path}`, ...more }),
    ofInstance: (path, needs, query = {}) => ({ method: 'GET', path, needs, route: path, query }),
  };
}

function credentials(token: GitlabConnection['token']): Readonly<Record<string, string>> {
  if (token === undefined) return {};
  return token.kind === 'job' ? { 'job-token': token.value } : { 'private-token': token.value };
}

/** Stops a call that a job token is never allowed to make, before it is made. */
export function needsUserToken({ tokenKind }: GitlabClient, question: Question): void {
  if (tokenKind === 'job') throw refused({ ...question, path: `${question.path} with CI_JOB_TOKEN` }, 401);
}

/** The answer; undefined when the project can be read and the thing is not in it. */
export async function known<T>(client: GitlabClient, answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (!isStatus(error, 404)) throw error;
    await confirmProject(client, error);
    return undefined;
  }
}

/** "404 Project Not Found" is a project that the token does not see; other 404s are about what is in it. */
async function confirmProject({ rest, about, tokenKind }: GitlabClient, missing: HttpError): Promise<void> {
  if (/project not found/i.test(missing.detail)) throw repositoryNotFound(rest.service);
  // A job may not ask for the project, but it belongs to one, so that there is nothing to confirm.
  if (tokenKind === 'job') return;
  try {
    await rest.json(z.looseObject({ id: z.number() }), about('GET', '', reading));
  } catch (error) {
    throw isStatus(error, 404) ? repositoryNotFound(rest.service) : error;
  }
}
