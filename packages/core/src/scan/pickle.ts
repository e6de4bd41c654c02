import type { ByteSource } from './bytes.ts';
import { dangerOf } from './dangerous.ts';
import { refused, type ScanFinding } from './finding.ts';
import { judgeImport } from './judge-import.ts';
import { type PickleWalk, walkPickle } from './pickle/walk.ts';

/** How sure it is that a file is a pickle: by its name, by its first bytes, or not at all. */
export type Likeness = 'named' | 'marked' | 'guessed';

/** Pickles one behind the other that are looked into, to name what they import; a model is one. */
const mostPickles = 16;
/** A file with more has its further imports counted. */
const mostFindings = 200;

/**
 * What loading a file as a pickle would import. Of a file that is only guessed to be one, nothing is said unless its
 * instructions hold up to the end or to a call: no other text or numbers do.
 */
export function scanPickle(
  path: string,
  source: ByteSource,
  allow: readonly string[],
  { likeness, start = 0 }: { readonly likeness: Likeness; readonly start?: number },
): ScanFinding[] {
  const walks = walksOf(source, start);
  const last = walks.at(-1);
  const goesOn = walks.length === mostPickles && last?.end !== undefined && last.end < source.size;
  if (!(likeness === 'named' || goesOn || walks.some((walk) => isPickle(walk, likeness)))) return [];
  const findings = walks.flatMap((walk) => [...imported(path, walk, allow), ...hidden(path, walk)]);
  const [first] = walks;
  if (first?.problem) {
    findings.push(refused(path, `cannot be followed as a pickle: it ${first.problem.reason}`, first.problem.offset));
  }
  if (first?.end !== undefined && first.end < source.size) {
    findings.push(refused(path, 'goes on behind the end of its pickle', first.end));
  }
  return shortened(path, findings);
}

/** The pickles of a file, one behind the other, as far as each has an end. */
function walksOf(source: ByteSource, start: number): PickleWalk[] {
  const walks: PickleWalk[] = [];
  let next: number | undefined = start;
  while (next !== undefined && walks.length < mostPickles && (next < source.size || walks.length === 0)) {
    const walk: PickleWalk = walkPickle(source, next);
    walks.push(walk);
    next = walk.end;
  }
  return walks;
}

function isPickle(walk: PickleWalk, likeness: Likeness): boolean {
  // Python runs nothing before the first import, so what breaks off before it does no harm.
  if (walk.imports.size === 0) return false;
  return likeness === 'marked' || walk.called || walk.end !== undefined;
}

function imported(path: string, walk: PickleWalk, allow: readonly string[]): ScanFinding[] {
  return [...walk.imports].map(([name, { offset, dotted }]) => {
    const { severity, reason } = judgeImport(name, dotted, allow);
    return { path, offset, import: name, severity, reason };
  });
}

function hidden(path: string, walk: PickleWalk): ScanFinding[] {
  return [...walk.otherwise].flatMap(([name, { offset }]) => {
    const danger = dangerOf(name);
    if (danger === undefined || walk.imports.has(name)) return [];
    return [{ path, offset, import: name, severity: 'refused', reason: `${danger}, hidden in the data of an array` }];
  });
}

/** Refusals first, so that none is lost where there are too many findings. */
function shortened(path: string, findings: readonly ScanFinding[]): ScanFinding[] {
  if (findings.length <= mostFindings) return [...findings];
  const sorted = [...findings].sort((a, b) => Number(a.severity === 'allowed') - Number(b.severity === 'allowed'));
  const rest = sorted.slice(mostFindings);
  const severity = rest.some((finding) => finding.severity === 'refused') ? 'refused' : 'allowed';
  return [...sorted.slice(0, mostFindings), { path, severity, reason: `makes ${rest.length} more imports` }];
}
