// One of the processes that fetch at once: `node race.ts OPTIONS BINDING`, both JSON. Prints the library's path.
import { findLibrary } from '../src/binding/load.ts';

const [options = '{}', binding = '{}'] = process.argv.slice(2);
const given = { ...JSON.parse(options), onProgress: () => undefined };
process.stdout.write(await findLibrary(given, JSON.parse(binding)));
