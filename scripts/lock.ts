import { readFileSync } from 'node:fs';
import * as z from 'zod';

/**
 * `npm install` leaves an optional package of another platform out of the lock when the registry at hand does not carry
 * it, and `npm ci` then refuses the lock on every machine. This finds it while the change is still small.
 */
const entry = z.object({ optionalDependencies: z.record(z.string(), z.string()).optional() });
const { packages } = z
  .object({ packages: z.record(z.string(), entry) })
  .parse(JSON.parse(readFileSync('package-lock.json', 'utf8')));

const missing = Object.entries(packages).flatMap(([from, { optionalDependencies = {} }]) =>
  Object.keys(optionalDependencies)
    .filter((name) => !(`node_modules/${name}` in packages || `${from}/node_modules/${name}` in packages))
    .map(
      (name) => `package-lock.json lacks ${name}, which ${from || 'package.json'} lists: choose a version that has it`,
    ),
);
for (const line of missing) console.error(line);
process.exitCode = missing.length > 0 ? 1 : 0;
