import { type Command, registry } from '@weighbridge/command';

/** Every command of the registry, in its order. */
export function allCommands(): Promise<Command[]> {
  return Promise.all(Object.values(registry).map((load) => load()));
}

/** The commands that become an action and a component. */
export async function stepCommands(): Promise<Command[]> {
  return (await allCommands()).filter(({ kind }) => kind === 'step');
}

/** Their names: each has a stub in `dist/`. */
export async function stepNames(): Promise<string[]> {
  return (await stepCommands()).map(({ name }) => name);
}
