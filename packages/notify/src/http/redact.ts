/** Takes every secret out of a text. */
export type Redact = (text: string) => string;

/** Shorter ones would black out ordinary words. */
const shortest = 4;

/** Also finds the forms in which a secret travels: percent-encoded, as a JSON string, and base64. */
export function redactor(secrets: readonly string[]): Redact {
  const forms = secrets
    .filter((secret) => secret.length >= shortest)
    .flatMap((secret) => [
      secret,
      encodeURIComponent(secret),
      JSON.stringify(secret).slice(1, -1),
      Buffer.from(secret).toString('base64'),
      Buffer.from(secret).toString('base64url'),
    ]);
  const longestFirst = [...new Set(forms)].toSorted((a, b) => b.length - a.length);
  return (text) => longestFirst.reduce((left, secret) => left.replaceAll(secret, '***'), text);
}

/** Of an address that is itself a secret everything but the host: as a whole and in parts, since a service may repeat a part. */
export function secretsOfUrl(url: URL): readonly string[] {
  const { href, pathname, search, searchParams, hash } = url;
  const segments = pathname.split('/').filter((segment) => segment.length >= 6);
  return [
    href,
    `${pathname}${search}`,
    ...(pathname.length > 1 ? [pathname, pathname.slice(1)] : []),
    ...(search.length > 1 ? [search, search.slice(1)] : []),
    ...(hash ? [hash] : []),
    ...segments,
    ...segments.map((segment) => decoded(segment)),
    ...searchParams.values(),
  ];
}

/** A percent sign that encodes nothing stays as it is. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch (error) {
    if (error instanceof URIError) return segment;
    throw error;
  }
}
