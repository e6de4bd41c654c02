/** Milliseconds above which an answer counts as slow; one counter for each. */
const budgets: readonly number[] = [10, 20, 40, 80, 100, 150, 200, 300, 500, 1000, 2000, 5000];

/** One request to one version, when it is over. */
export interface Asked {
  /** HTTP status; `none` where no answer came, `499` where the client went away before it did. */
  readonly code: string;
  /** An answer of 5xx, none, or half of one. */
  readonly bad: boolean;
  /** From the request until the last byte of the answer. */
  readonly milliseconds: number;
  /** It was a copy, whose answer was dropped. */
  readonly mirrored: boolean;
  /** Of a copy: the stable side answered with another status. */
  readonly otherStatus?: boolean;
}

interface VersionCounts {
  readonly codes: Map<string, number>;
  readonly over: number[];
  errors: number;
  mirrored: number;
  otherStatus: number;
}

/**
 * Raw counters by version, from the proxy's start. Copies count as requests of the version they went to, so that the same
 * counters judge a canary and a shadow; `mirrored` says how many of them were copies.
 */
export interface Counters {
  /** Makes a version's counters visible with 0 before its first request. */
  expect(version: string): void;
  add(version: string, asked: Asked): void;
  /** Prometheus' text format, version 0.0.4. */
  prometheus(): string;
  /** By version: `requests`, `errors`, `mirrored`, `mirrored_other_status`, and `over_40ms` for each budget. */
  json(): Readonly<Record<string, Readonly<Record<string, number>>>>;
}

export function createCounters(): Counters {
  const versions = new Map<string, VersionCounts>();
  function of(version: string): VersionCounts {
    const known = versions.get(version);
    if (known) return known;
    const over = budgets.map(() => 0);
    const counts = { codes: new Map([['200', 0]]), over, errors: 0, mirrored: 0, otherStatus: 0 };
    versions.set(version, counts);
    return counts;
  }
  return {
    expect: (version) => {
      of(version);
    },
    add(version, { code, bad, milliseconds, mirrored, otherStatus }) {
      const counts = of(version);
      counts.codes.set(code, (counts.codes.get(code) ?? 0) + 1);
      if (bad) counts.errors += 1;
      if (mirrored) counts.mirrored += 1;
      if (otherStatus === true) counts.otherStatus += 1;
      budgets.forEach((budget, index) => {
        if (milliseconds > budget) counts.over[index] = (counts.over[index] ?? 0) + 1;
      });
    },
    prometheus: () => prometheusText(versions),
    json: () => Object.fromEntries([...versions].map(([version, counts]) => [version, flat(counts)])),
  };
}

function flat({ codes, over, errors, mirrored, otherStatus }: VersionCounts): Record<string, number> {
  const requests = [...codes.values()].reduce((sum, count) => sum + count, 0);
  const slow = budgets.map((budget, index): [string, number] => [`over_${budget}ms`, over[index] ?? 0]);
  return { requests, errors, ...Object.fromEntries(slow), mirrored, mirrored_other_status: otherStatus };
}

interface Family {
  readonly name: string;
  readonly help: string;
  readonly samples: (counts: VersionCounts) => readonly (readonly [labels: string, value: number])[];
}

const families: readonly Family[] = [
  {
    name: 'weighbridge_requests_total',
    help: 'Requests by version and status; none: no answer, 499: the client went away. Copies are among them.',
    samples: ({ codes }) => [...codes].map(([code, count]) => [`,code="${code}"`, count]),
  },
  {
    name: 'weighbridge_request_errors_total',
    help: 'Requests answered with 5xx, with half an answer, or not at all.',
    samples: ({ errors }) => [['', errors]],
  },
  {
    name: 'weighbridge_slow_requests_total',
    help: 'Requests that took longer than a budget.',
    samples: ({ over }) => budgets.map((budget, index) => [`,over="${budget}ms"`, over[index] ?? 0]),
  },
  {
    name: 'weighbridge_mirrored_requests_total',
    help: 'Copies of requests, whose answers were dropped.',
    samples: ({ mirrored }) => [['', mirrored]],
  },
  {
    name: 'weighbridge_mirrored_other_status_total',
    help: 'Copies that were answered with another status than the stable side answered.',
    samples: ({ otherStatus }) => [['', otherStatus]],
  },
];

function prometheusText(versions: ReadonlyMap<string, VersionCounts>): string {
  const lines = families.flatMap(({ name, help, samples }) => [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} counter`,
    ...[...versions].flatMap(([version, counts]) =>
      samples(counts).map(([labels, value]) => `${name}{version="${escaped(version)}"${labels}} ${value}`),
    ),
  ]);
  return `${lines.join('\n')}\n`;
}

/** As the format wants label values. */
function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
