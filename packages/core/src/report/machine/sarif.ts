import { brokenSentence } from '../../data-check/reason.ts';
import type { DataCheck } from '../../record/data.ts';
import type { RunRecord } from '../../record/record.ts';
import { ruleId, ruleTitle } from './data-rules.ts';

const schema = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
const home = 'https://github.com/weighbridge/weighbridge';

/**
 * Broken data rules as SARIF 2.1.0, for code scanning: one result for each, on the line of the schema that speaks.
 * Rules are the kinds of rule (`required`, `enum`, …). Without broken rules the list is empty, which closes earlier
 * alerts. Fingerprints stay equal while the same rule of the same column is broken. Holds no value of the data.
 */
export function renderSarif(record: RunRecord): string {
  const failed = (record.data?.checks ?? []).filter(({ outcome }) => outcome === 'failed');
  const ids = [...new Set(failed.map(ruleId))];
  const log = {
    $schema: schema,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'weighbridge',
            informationUri: home,
            version: record.subject.weighbridge,
            rules: ids.map((id) => ruleOf(id, failed)),
          },
        },
        automationDetails: { id: `weighbridge/${record.subject.model}/data` },
        columnKind: 'unicodeCodePoints',
        results: failed.map((check) => resultOf(record, check, ids)),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function ruleOf(id: string, failed: readonly DataCheck[]): object {
  const first = failed.find((check) => ruleId(check) === id);
  const severe = failed.some((check) => ruleId(check) === id && check.severity === 'error');
  return {
    id,
    name: first?.rule ?? id,
    shortDescription: { text: `Rows hold the rule ${first?.rule ?? id} of their schema` },
    fullDescription: { text: 'A rule of the data’s schema, or of the policy, that the rows of a dataset must hold.' },
    defaultConfiguration: { level: severe ? 'error' : 'warning' },
    properties: { tags: ['data'] },
  };
}

function resultOf({ subject }: RunRecord, check: DataCheck, ids: readonly string[]): object {
  const { place } = check;
  const rows = check.rows.slice(0, 5);
  const where = rows.length === 0 ? '' : ` First rows: ${rows.join(', ')}.`;
  return {
    ruleId: ruleId(check),
    ruleIndex: ids.indexOf(ruleId(check)),
    level: check.severity,
    message: { text: `${brokenSentence(check).replaceAll('`', '')}${where}` },
    locations: place === undefined ? [] : [locationOf(place)],
    partialFingerprints: { 'weighbridge/v1': `${subject.model}/${ruleTitle(check)}` },
    properties: { dataset: check.dataset, rows: check.count, of: check.of },
  };
}

function locationOf({ file, line, column }: NonNullable<DataCheck['place']>): object {
  return {
    physicalLocation: {
      artifactLocation: { uri: uriOf(file), uriBaseId: '%SRCROOT%' },
      region: { startLine: Math.max(1, line), startColumn: Math.max(1, column) },
    },
  };
}

/** A path relative to the root as a URI reference; a name may hold what a URI may not. */
function uriOf(path: string): string {
  return path.toWellFormed().replaceAll('\\', '/').split('/').map(encodeURIComponent).join('/');
}
