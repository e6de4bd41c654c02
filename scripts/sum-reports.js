// Sums Vitest's JSON reports: `node scripts/sum-reports.js FOLDER [part that failed]...`
// Plain JavaScript: it must say its line even when `npm ci` failed and only an old Node is there.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** @param {string} file a report; one that is missing or cut off counts as one failure */
function countsOf(file) {
  try {
    const report = JSON.parse(readFileSync(file, 'utf8'));
    if (report.missing) return { passed: 0, failed: 1, skipped: 0 };
    const broken = report.testResults.filter(brokeOutsideTests).length;
    const skipped = report.numPendingTests + report.numTodoTests;
    return { passed: report.numPassedTests, failed: report.numFailedTests + broken, skipped };
  } catch (error) {
    console.error(`${file}: ${error}`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

/**
 * The tests of a report that failed, as `file: test`, so that the end of a long log says what to look at.
 * @param {string} file
 */
function failedIn(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).testResults.flatMap((result) => {
      const name = relative(process.cwd(), result.name);
      if (brokeOutsideTests(result)) return [`${name}: ${String(result.message).split('\n', 1)[0]}`];
      const failed = result.assertionResults.filter(({ status }) => status === 'failed');
      return failed.map(({ fullName, failureMessages }) => {
        const [reason = ''] = String(failureMessages[0] ?? '').split('\n', 1);
        return `${name}: ${fullName}: ${reason.slice(0, 200)}`;
      });
    });
  } catch {
    // What cannot be read was counted, and said, as a failure before.
    return [];
  }
}

/** A file that failed to load, or in a hook, has no failed test to its name. */
function brokeOutsideTests({ status, assertionResults }) {
  return status === 'failed' && assertionResults.every((result) => result.status !== 'failed');
}

const [folder, ...failedParts] = process.argv.slice(2);
const tiers = readdirSync(folder).sort();
const counts = tiers.map((name) => countsOf(join(folder, name)));
const sum = (key) => counts.reduce((total, count) => total + count[key], 0);
const skipped = sum('skipped');
const inCi = process.env.CI === 'true';

for (const line of tiers.flatMap((name) => failedIn(join(folder, name)))) console.log(`failed: ${line}`);

// A part that failed although its tests passed (the check before them, an installation) is a failure of its own.
const silent = failedParts.filter((part) => (counts[tiers.indexOf(`${part}.json`)]?.failed ?? 0) === 0);
for (const part of silent) console.log(`failed outside its tests: ${part}`);
if (inCi && skipped > 0) console.log(`${skipped} skipped: in CI every system must be there, so they count as failed`);
const failed = sum('failed') + silent.length + (inCi ? skipped : 0);
process.exitCode = failed > 0 || sum('passed') === 0 ? 1 : 0;
console.log(`${sum('passed')} passed, ${failed} failed, ${inCi ? 0 : skipped} skipped`);
