#!/usr/bin/env node
// Plain JavaScript: it must start on whichever Node is there. Beside a bundle it runs the bundle (Node 20 or newer).
// Beside the TypeScript source it needs Node 24, and starts itself again on the one that npm installed if it has to.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const bundle = new URL('../dist/index.mjs', import.meta.url);
const source = new URL('../src/main.ts', import.meta.url);
const argv = process.argv.slice(2);

if (!existsSync(source)) await runCommandLine(bundle);
else if (Number.parseInt(process.versions.node, 10) >= 24) await runCommandLine(source);
else startAgain(installedNode());

/** @param {URL} module */
async function runCommandLine(module) {
  const main = await import(module.href);
  process.exitCode = await main.runCommandLine(argv, process.env);
}

/** The Node 24 that the workspace lists as an optional dependency for this platform. */
function installedNode() {
  const name = `node-${process.platform}-${process.arch}`;
  try {
    return join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), 'bin', 'node');
  } catch {
    console.error(
      `weighbridge runs from source on Node 24 or newer; this is ${process.version}, and ${name} is missing.`,
    );
    console.error('Install Node 24, or run `npm ci` in the repository.');
    process.exit(2);
  }
}

/** @param {string} node */
function startAgain(node) {
  const child = spawn(node, [fileURLToPath(import.meta.url), ...argv], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    if (signal === null) process.exitCode = code ?? 4;
    else {
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    }
  });
}
