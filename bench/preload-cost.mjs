// Loaded with `node --import` into the process that is measured. On exit it writes to $COST_FILE: CPU seconds, and with
// COST_BYTES=1 the bytes of all modules that were loaded (counting costs time, so the two are measured apart).
import { writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

let bytes = 0;
if (process.env.COST_BYTES === '1') {
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context);
      if (url.startsWith('file:') && loaded.source) bytes += Buffer.byteLength(loaded.source);
      return loaded;
    },
  });
}
process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  writeFileSync(process.env.COST_FILE, JSON.stringify({ cpuSeconds: (user + system) / 1e6, bytes }));
});
