// Sums Vitest's JSON reports: `node scripts/sum-reports.js FOLDER [part that failed]...`
// Plain JavaScript: it must say its line even when `npm ci` failed and only an old Node is there.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

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

// A part that failed although its tests passed (the check before them, an installation) is a failure of its own.
const silent = failedParts.filter((part) => (counts[tiers.indexOf(`${part}.json`)]?.failed ?? 0) === 0);
for (const part of silent) console.log(`failed outside its tests: ${part}`);
if (inCi && skipped > 0) console.log(`${skipped} skipped: in CI every system must be there, so they count as failed`);
const failed = sum('failed') + silent.length + (inCi ? skipped : 0);
process.exitCode = failed > 0 || sum('passed') === 0 ? 1 : 0;
console.log(`${sum('passed')} passed, ${failed} failed, ${inCi ? 0 : skipped} skipped`);
