// `npm start`: plain JavaScript for whichever Node is there. It installs what is missing, then runs the stories of
// examples/churn on Node 24. npm and pip install at the same time.
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const stories = join(root, 'examples', 'churn', 'stories');
const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

const [packages, environment] = await Promise.all([installPackages(), installEnvironment()]);
process.exitCode = packages || environment || (await run(node24(), [join(stories, 'run.ts')]));

/** `npm ci`, unless node_modules holds what package-lock.json asks for. Resolves to an exit code. */
async function installPackages() {
  if (await packagesAreThere()) return 0;
  const started = Date.now();
  console.log('npm: installing node_modules …');
  const npm = process.env.npm_execpath;
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const code = npm ? await run(process.execPath, [npm, ...args]) : await run('npm', args);
  console.log(`npm: ${code === 0 ? 'installed' : 'failed'} after ${Math.round((Date.now() - started) / 1000)} s`);
  return code;
}

/** npm notes in node_modules what it installed; packages for other platforms are optional and may be missing. */
async function packagesAreThere() {
  const [wanted, installed] = await Promise.all([
    lockedPackages(join(root, 'package-lock.json')),
    lockedPackages(join(root, 'node_modules', '.package-lock.json')),
  ]);
  return Object.entries(wanted).every(([path, { version, link, optional }]) => {
    if (link || optional || !path.startsWith('node_modules/')) return true;
    return installed[path]?.version === version;
  });
}

/**
 * @param {string} file
 * @returns {Promise<Record<string, { version?: string, link?: boolean, optional?: boolean }>>}
 */
async function lockedPackages(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8')).packages;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw error;
  }
}

/** The example's Python packages. Resolves to an exit code. */
function installEnvironment() {
  const folder = join(root, '.cache', 'churn', 'venv');
  return run('python3', [join(stories, 'environment.py'), folder, join(root, 'examples', 'churn', 'requirements.txt')]);
}

/** This Node if it is new enough, else the one that npm installed for this platform. */
function node24() {
  if (Number.parseInt(process.versions.node, 10) >= 24) return process.execPath;
  const name = `node-${process.platform}-${process.arch}`;
  try {
    return join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), 'bin', 'node');
  } catch {
    console.error(`The stories run on Node 24 or newer; this is ${process.version}, and npm has none for ${name}.`);
    process.exit(2);
  }
}

/**
 * Runs a program that shares our terminal. Resolves to its exit code.
 * @param {string} file
 * @param {readonly string[]} args
 * @returns {Promise<number>}
 */
function run(file, args) {
  return new Promise((resolve) => {
    const child = spawn(file, args, { cwd: root, stdio: 'inherit' });
    // A terminal tells the child, too. It ends what it has started, and then we end.
    const tell = (/** @type {NodeJS.Signals} */ signal) => signal === 'SIGINT' || child.kill(signal);
    for (const signal of signals) process.on(signal, tell);
    child.on('error', (error) => {
      console.error(`${file} could not be started: ${error.message}`);
      resolve(2);
    });
    child.on('exit', (code) => {
      for (const signal of signals) process.off(signal, tell);
      resolve(code ?? 2);
    });
  });
}
