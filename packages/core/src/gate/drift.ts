import { isBeyondNoise } from '../drift/drift.ts';
import type { DriftLine } from '../policy/policy.ts';
import type { Drift } from '../record/data.ts';
import { clean } from '../report/escape.ts';
import { count, decimalsThatTell, fixed } from '../report/number.ts';
import type { Weighed } from './weighed.ts';
import type { Finding } from './words.ts';

/**
 * Judges one `gate` line that watches data, base → head of every dataset that was compared. A limit is broken by a
 * column whose index is over it and whose distribution differs beyond noise. Each column that the line names is a check;
 * of `all`, each broken column is one, and those that hold are one together. A named column that no dataset has is
 * `failed`. A retraining passes with the drift that asked for it.
 */
export function judgeDrift(line: DriftLine, weighed: Weighed): readonly Finding[] {
  const columns = weighed.data?.drift ?? [];
  if (columns.length === 0) return [{ ...started(line), ...notCompared(weighed) }];
  if (line.columns === 'all') return judgeAll(line, columns, weighed);
  return line.columns.flatMap((name) => {
    const found = columns.filter(({ column }) => column === name);
    if (found.length === 0) return [missingColumn(line, name, weighed)];
    return found.map((column) => judged(line, column, weighed));
  });
}

function started({ line, max }: DriftLine, at?: Pick<Drift, 'dataset' | 'column'>) {
  const part = (text: string): string => encodeURIComponent(text.toWellFormed());
  return {
    id: at ? `${line}/drift/${part(at.dataset)}/${part(at.column)}` : `${line}/drift`,
    metric: 'psi',
    ...(at ? { column: at.column } : {}),
    limit: { kind: 'drift', value: max.amount, written: max.written },
    judge: 'point',
  } as const;
}

function judgeAll(line: DriftLine, columns: readonly Drift[], weighed: Weighed): readonly Finding[] {
  const broken = columns.filter((column) => isBroken(line, column, weighed));
  const held = columns.filter((column) => !broken.includes(column));
  const [first, ...rest] = held;
  const failed = [...broken].sort((a, b) => b.psi - a.psi).map((column) => judged(line, column, weighed));
  if (!first) return failed;
  const worst = rest.reduce((most, column) => (column.psi > most.psi ? column : most), first);
  const most = `, the most of ${count(held.length)} columns`;
  const finding = judged(line, worst, weighed, held.length > 1 ? most : '');
  return [...failed, { ...finding, id: started(line).id }];
}

function isBroken({ max }: DriftLine, column: Drift, { alpha }: Weighed): boolean {
  return !(column.psi <= max.amount) && isBeyondNoise(column, alpha);
}

const asked = ', as in production, which asked for this retraining';

function judged(line: DriftLine, column: Drift, weighed: Weighed, most = ''): Finding {
  const { psi, dataset } = column;
  const broken = isBroken(line, column, weighed);
  const isAsked = weighed.askedColumns.includes(column.column);
  const shown = fixed(psi, decimalsThatTell(2, [psi], [line.max.amount]));
  const place = ` in ${clean(dataset, 32)}`;
  const within = psi > line.max.amount ? ', which is within the noise of so few rows' : '';
  return {
    ...started(line, column),
    outcome: broken && !isAsked ? 'failed' : 'passed',
    measured: psi,
    value: psi,
    why: broken
      ? `drifted by ${shown} (PSI)${place}${isAsked ? asked : ''}; the policy allows ${line.max.written}`
      : `moved by ${shown} (PSI)${place}${most}${within}; the policy allows ${line.max.written}`,
  };
}

/** Nothing to compare with yet, or nothing that could be read. */
function notCompared({ comparison, data }: Weighed): Pick<Finding, 'outcome' | 'why'> {
  if (comparison?.outcome === 'first run') return { outcome: 'not judged', why: 'has no baseline to compare with yet' };
  if (!comparison) return { outcome: 'failed', why: 'was not compared with any baseline' };
  const why = data?.diff?.find(({ by }) => by === 'none')?.why;
  return { outcome: 'incomparable', why: `cannot be compared: ${why ?? 'no data of the base could be read'}` };
}

/** A column that came with this change has no past; any other that is not there fails. */
function missingColumn(line: DriftLine, column: string, { data }: Weighed): Finding {
  const came = data?.diff?.find(({ columns }) =>
    columns.some((change) => change.column === column && change.what === 'added'),
  );
  if (came) {
    const why = 'is new here: the base does not have it yet';
    return { ...started(line, { dataset: came.dataset, column }), outcome: 'not judged', why };
  }
  const why = 'is in no dataset that was compared; the policy names it';
  return { ...started(line, { dataset: '', column }), outcome: 'failed', why };
}
