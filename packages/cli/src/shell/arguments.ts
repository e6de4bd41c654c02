import { closest, inputErrors } from '@weighbridge/core';
import type { InputSpec } from './input-values.ts';

/** A command line, taken apart but not yet typed. */
export interface Arguments {
  readonly values: ReadonlyMap<string, string>;
  readonly json: boolean;
  readonly help: boolean;
}

/**
 * Takes `--name value`, `--name=value`, `--flag`, `--no-flag` and by position one model, or what a command is about.
 * A flag that comes twice joins a list; for anything else the last one counts.
 */
export function parseArguments(command: string, specs: readonly InputSpec[], argv: readonly string[]): Arguments {
  const values = new Map<string, string>();
  const flags = new Set<string>();
  const rest = [...argv];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--json' || word === '--help' || word === '-h') flags.add(word);
    else if (word.startsWith('--')) takeOption(command, specs, word, rest, values);
    else if (/^-[A-Za-z]/.test(word)) throw unknownInput(command, specs, word);
    else takePositional(command, specs, word, values);
  }
  return { values, json: flags.has('--json'), help: flags.has('--help') || flags.has('-h') };
}

function takeOption(
  command: string,
  specs: readonly InputSpec[],
  word: string,
  rest: string[],
  values: Map<string, string>,
): void {
  const equals = word.indexOf('=');
  const written = word.slice(2, equals < 0 ? undefined : equals);
  const { spec, negated } = findSpec(command, specs, written);
  const attached = equals < 0 ? undefined : word.slice(equals + 1);
  if (spec.kind === 'boolean') {
    values.set(spec.key, negated ? 'false' : (attached ?? 'true'));
    return;
  }
  const value = attached ?? rest.shift();
  if (value === undefined || (attached === undefined && /^--[a-z]/.test(value)))
    throw inputErrors.missingValue({ name: spec.name });
  const before = values.get(spec.key);
  values.set(spec.key, spec.kind === 'list' && before !== undefined ? `${before}\n${value}` : value);
}

function findSpec(
  command: string,
  specs: readonly InputSpec[],
  written: string,
): { spec: InputSpec; negated: boolean } {
  const exact = specs.find(({ name }) => name === written);
  if (exact) return { spec: exact, negated: false };
  const flag = specs.find(({ name, kind }) => kind === 'boolean' && written === `no-${name}`);
  if (flag) return { spec: flag, negated: true };
  throw unknownInput(command, specs, written);
}

function unknownInput(command: string, specs: readonly InputSpec[], written: string): Error {
  const names = specs.map(({ name }) => name);
  const known = [...names, 'json', 'help'].join(', ');
  return inputErrors.unknownInput({ command, name: written, near: closest(written, names), known });
}

function takePositional(command: string, specs: readonly InputSpec[], word: string, values: Map<string, string>): void {
  const key = positionalKeys.find((each) => specs.some((spec) => spec.key === each));
  if (key === undefined || values.has(key)) throw inputErrors.tooManyArguments({ command, extra: word });
  values.set(key, word);
}

/** Inputs that need no name; the first that a command has. */
const positionalKeys: readonly string[] = ['what', 'model'];
