/** Environment variables as the caller read them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The variable's text; undefined when it is unset, empty or only spaces. Runners set many variables to nothing. */
export function text(env: Environment, name: string): string | undefined {
  const value = env[name]?.trim();
  return value === '' ? undefined : value;
}

/** The first of the variables that has a text. */
export function firstText(env: Environment, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = text(env, name);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** A positive whole number, else undefined. */
export function count(value: string | undefined): number | undefined {
  return value !== undefined && /^[1-9]\d*$/.test(value) ? Number(value) : undefined;
}

/** A commit id; undefined for the zeros that forges write where there is none. */
export function commitId(value: string | null | undefined): string | undefined {
  if (value === undefined || value === null || !/^[0-9a-f]{40,64}$/i.test(value)) return undefined;
  return /^0+$/.test(value) ? undefined : value.toLowerCase();
}

/** The same object without its undefined keys, so that optional properties stay absent. */
export function present<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const kept = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept) as { [K in keyof T]: Exclude<T[K], undefined> };
}
