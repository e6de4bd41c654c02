import { Failed } from './failed.ts';
import type { Access } from './http/call.ts';
import { secretsOfUrl } from './http/redact.ts';

/** Reads a variable of the environment; throws Failed with its name where it is not set. */
export type Variables = (name: string) => string;

export function variablesOf(env: Readonly<Record<string, string | undefined>>): Variables {
  return (name) => {
    const value = env[name]?.trim();
    if (!value) throw new Failed(`the variable \`${name}\` is not set in this job`);
    return value;
  };
}

/** The address of a webhook, which is its own proof. */
export function webhookAccess(variables: Variables, name: string): Access {
  const written = variables(name);
  const url = URL.canParse(written) ? new URL(written) : undefined;
  if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw new Failed(`the variable \`${name}\` holds no address that starts with https://`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new Failed(`the variable \`${name}\` holds an address with a user name, which no request can carry`);
  }
  return { url: written, headers: {}, secrets: [written, ...secretsOfUrl(url)], variables: [name] };
}

/** A token that goes into a header. Throws Failed where no header can carry it. */
export function tokenOf(variables: Variables, name: string): string {
  const token = variables(name);
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new Failed(`the variable \`${name}\` holds spaces or letters that a token cannot have`);
  }
  return token;
}

/** An API at an address of the policy; `header` makes the header's value of the token. */
export function apiAccess(
  url: string,
  variables: Variables,
  {
    name,
    header,
    value,
  }: { readonly name: string; readonly header: string; readonly value: (token: string) => string },
): Access {
  const token = tokenOf(variables, name);
  const proof = value(token);
  return { url: url.replace(/\/+$/, ''), headers: { [header]: proof }, secrets: [token, proof], variables: [name] };
}

/** HTTP's Basic scheme, whose text is base64 of `user:password`. */
export function basic(credentials: string): string {
  return `Basic ${Buffer.from(credentials).toString('base64')}`;
}
