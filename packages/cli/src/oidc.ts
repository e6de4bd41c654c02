import { evidenceErrors, ServiceError } from '@weighbridge/core';

type Env = Readonly<Record<string, string | undefined>>;

/** How a job asks its forge for an identity token: an address with the audience in it, and the header that lets it. */
export interface OidcRequest {
  readonly url: string;
  readonly bearer: string;
}

/** GitHub's request for a token of this audience; undefined where the job has no `id-token: write`. */
export function githubOidcRequest(env: Env, audience: string): OidcRequest | undefined {
  const { ACTIONS_ID_TOKEN_REQUEST_URL: address, ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer } = env;
  if (!address || !bearer || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  url.searchParams.set('audience', audience);
  return { url: url.href, bearer };
}

/**
 * This job's identity token for sigstore: GitLab hands it in as SIGSTORE_ID_TOKEN, GitHub gives it when asked. Throws
 * UserError WB6205 where the job gets none, ServiceError WB6253 when the forge did not answer; neither holds a token.
 */
export async function oidcToken(env: Env, audience = 'sigstore'): Promise<string> {
  const given = env['SIGSTORE_ID_TOKEN'];
  if (given) return given;
  const request = githubOidcRequest(env, audience);
  if (!request) throw evidenceErrors.noIdentityToken({ why: missing(env) });
  const { value } = await answerOf(request);
  if (typeof value !== 'string' || value === '')
    throw new ServiceError('WB6253', `${unanswered}: its answer has none.`);
  return value;
}

const unanswered = 'The forge gave no identity token';

function missing(env: Env): string {
  const names = ['ACTIONS_ID_TOKEN_REQUEST_URL', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN', 'SIGSTORE_ID_TOKEN'];
  return `${names.filter((name) => !env[name]).join(', ')} not set`;
}

async function answerOf({ url, bearer }: OidcRequest): Promise<{ readonly value?: unknown }> {
  try {
    const response = await fetch(url, {
      headers: { authorization: `Bearer ${bearer}`, accept: 'application/json' },
      signal: AbortSignal.timeout(10_000),
      redirect: 'error',
    });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    const answer: unknown = await response.json();
    return typeof answer === 'object' && answer !== null ? answer : {};
  } catch (cause) {
    throw noAnswer(cause);
  }
}

function noAnswer(cause: unknown): ServiceError {
  const why = cause instanceof Error ? cause.message : 'no answer';
  return new ServiceError('WB6253', `${unanswered}: ${why}. Run the job again.`, { cause });
}
