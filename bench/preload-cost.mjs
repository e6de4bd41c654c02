// Loaded with `node --import` into the process that is measured. On exit it writes to $COST_FILE: CPU seconds, and with
// COST_MODULES=1 how many files were loaded as modules and their bytes (counting costs time, so the two are measured apart).
import { writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

let bytes = 0;
let modules = 0;
if (process.env.COST_MODULES === '1') {
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context);
      if (!url.startsWith('file:') || !loaded.source) return loaded;
      bytes += Buffer.byteLength(loaded.source);
      modules += 1;
      return loaded;
    },
  });
}
process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  writeFileSync(process.env.COST_FILE, JSON.stringify({ cpuSeconds: (user + system) / 1e6, bytes, modules }));
});
