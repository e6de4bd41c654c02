/** What the runner's comparison of text passes over; ends of lines and blanks are none of it. */
const unseen = String.raw`(?:(?![\t-\r \u2028\u2029])[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}])*`;
/** The white space that the runner trims, too. */
const blank = String.raw`(?:(?![\r\n\u2028\u2029])[\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}])*`;
/** `::error::…` is a command at the start of a line, `##[error]…` wherever it stands in one. */
const atStart = new RegExp(`^(?=${blank}:${unseen}:)`, 'gmu');
const anywhere = new RegExp(`(#${unseen}#${unseen})\\[`, 'gu');

/** Text for the log of a runner, which would obey a workflow command in it: a backslash makes it a plain line. */
export function runnerText(text: string, env: NodeJS.ProcessEnv): string {
  if (!readsCommands(env)) return text;
  return text.replace(anywhere, '$1\\[').replace(atStart, '\\');
}

/** The same for JSON, which stays JSON of the same value. Its lines start with marks of its own. */
export function runnerJson(json: string, env: NodeJS.ProcessEnv): string {
  return readsCommands(env) ? json.replace(anywhere, '$1\\u005b') : json;
}

/** Gitea's and Forgejo's runners set it as well, and read the same commands. */
export function readsCommands(env: NodeJS.ProcessEnv): boolean {
  return env['GITHUB_ACTIONS'] === 'true';
}
