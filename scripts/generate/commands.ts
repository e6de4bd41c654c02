import { type Command, registry } from '@weighbridge/command';

/** Every command of the registry, in its order. */
export function allCommands(): Promise<Command[]> {
  return Promise.all(Object.values(registry).map((load) => load()));
}

/** Names of the commands that become an action and a component: each has a stub in `dist/`. */
export async function stepNames(): Promise<string[]> {
  return (await allCommands()).filter(({ kind }) => kind === 'step').map(({ name }) => name);
}
