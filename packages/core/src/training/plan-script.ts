import { secretNames, usualNames, usualPrefixes } from './environment.ts';

/** A training that another job runs, in an image that has nothing of ours. */
export interface PlannedScript {
  /** Folder of this model's record, relative to the root, in letters that need no quoting. */
  readonly folder: string;
  readonly command: string | readonly string[];
  /** Names of variables that pass beside the usual ones. */
  readonly pass: readonly string[];
  readonly set: Readonly<Record<string, string>>;
  /** Seconds. */
  readonly timeout?: number;
  readonly outputs: Readonly<Record<string, string>>;
  /** Exit codes after which it is tried again, and how often at most. */
  readonly retry: { readonly on: readonly number[]; readonly times: number };
}

/**
 * A script for any POSIX shell: runs the command with the same environment that `train` gives it, copies the outputs to
 * where the next job finds them, and leaves `result`, the contract with `train --phase collect`: lines of
 * `exit`, `started`, `finished` (seconds since 1970), `attempts` and `interpreter`. It ends with the command's exit code.
 */
export function planScript(script: PlannedScript): string {
  const { folder, pass, set, outputs, retry } = script;
  const names = [...new Set([...usualNames, ...pass])].filter((name) => /^[A-Za-z_][A-Za-z0-9_]*$/u.test(name));
  return `#!/bin/sh
# Written by weighbridge. Runs the policy's training command with nothing but a POSIX shell.
set -u
folder=${quoted(folder)}
mkdir -p "$folder/outputs"
rm -f "$folder/result"
set --
for name in ${names.join(' ')}; do
  eval "there=\\\${$name+x}"
  if [ -n "$there" ]; then eval "set -- \\"\\$@\\" \\"$name=\\$$name\\""; fi
done
for name in $(env | sed -n 's/=.*//p' | grep -E '^(${usualPrefixes.join('|')})[A-Za-z0-9_]*$' | grep -v -E '${secretNames}'); do
  eval "there=\\\${$name+x}"
  if [ -n "$there" ]; then eval "set -- \\"\\$@\\" \\"$name=\\$$name\\""; fi
done
interpreter=$( (python --version || python3 --version) 2>/dev/null | head -n 1)
limit=${limitText(script.timeout)}
command -v timeout >/dev/null 2>&1 || limit=
shell='sh -e'
if command -v bash >/dev/null 2>&1; then shell='bash -eo pipefail'; fi
# An image may lack find; then what is there counts as written.
written() {
  command -v find >/dev/null 2>&1 || { [ -e "$1" ]; return; }
  [ -n "$(find "$1" -type f -newer "$folder/begun" 2>/dev/null | head -n 1)" ]
}
started=$(date +%s)
# What was there before is not this training's. Clocks of file systems tick: a second apart, older is older.
: >"$folder/begun"
sleep 1
attempts=0
while :; do
  attempts=$((attempts + 1))
  env -i "$@" ${settings(set)}$limit $shell -c ${quoted(commandText(script.command))} </dev/null
  code=$?
  case " ${retry.on.join(' ')} " in *" $code "*) [ "$attempts" -le ${retry.times} ] || break ;; *) break ;; esac
  echo "train: exit code $code, trying again" >&2
done
if [ "$code" -eq 0 ]; then
${Object.entries(outputs).map(copyLines).join('\n')}
fi
{
  echo "exit=$code"
  echo "started=$started"
  echo "finished=$(date +%s)"
  echo "attempts=$attempts"
  echo "interpreter=$interpreter"
} >"$folder/result.new" && mv "$folder/result.new" "$folder/result"
exit "$code"
`;
}

/** An output that nobody wrote is left to `collect`, which says its name. */
function copyLines([name, path]: readonly [string, string]): string {
  const to = `"$folder/outputs/"${quoted(name)}`;
  return `  rm -rf ${to}\n  if written ${quoted(path)}; then cp -RP ${quoted(path)} ${to}; fi`;
}

function settings(set: Readonly<Record<string, string>>): string {
  return Object.entries(set)
    .map(([name, value]) => `${quoted(`${name}=${value}`)} `)
    .join('');
}

function limitText(seconds: number | undefined): string {
  return seconds === undefined ? '' : quoted(`timeout -k 30 ${Math.ceil(seconds)}`);
}

function commandText(command: string | readonly string[]): string {
  return typeof command === 'string' ? command : `exec ${command.map(quoted).join(' ')}`;
}

/** One word for a POSIX shell, whatever is in it. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** What `planScript` left. */
export interface ScriptResult {
  readonly exit: number;
  readonly wallSeconds: number;
  readonly attempts: number;
  readonly interpreter?: string;
}

/** Reads `result`; undefined when it is not one, as after a job that was cancelled. */
export function parseResult(text: string): ScriptResult | undefined {
  const values = new Map(text.split('\n').map((line) => [line.split('=')[0] ?? '', line.slice(line.indexOf('=') + 1)]));
  const number = (key: string): number => Number(values.get(key) || Number.NaN);
  const [exit, started, finished, attempts] = [
    number('exit'),
    number('started'),
    number('finished'),
    number('attempts'),
  ];
  if (![exit, started, finished, attempts].every(Number.isInteger)) return undefined;
  const interpreter = values.get('interpreter')?.trim();
  return { exit, wallSeconds: Math.max(0, finished - started), attempts, ...(interpreter ? { interpreter } : {}) };
}
