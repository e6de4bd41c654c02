import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { findViolations } from './boundaries.ts';

/** What is wrong with one file of one package. */
function violations(file: string, source: string): string[] {
  const root = mkdtempSync(path.join(tmpdir(), 'weighbridge-boundaries-'));
  try {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), source);
    return findViolations(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

test.each([
  ['packages/core/src/a.ts', "import type { Stats } from 'node:fs';"],
  ['packages/core/src/a.ts', "import {\n  a,\n  b,\n} from 'lodash';"],
  ['packages/core/src/a.ts', "const fs = await import('node:fs');"],
  ['packages/core/src/a.ts', "export * from '@stdlib/stats/base';"],
  ['packages/core/src/a.ts', 'const now = Date.now();'],
  ['packages/core/src/a.ts', 'const today = new Date();'],
  ['packages/core/src/a.ts', 'const luck = Math.random();'],
  ['packages/forge/src/a.ts', "import { gitRepository } from '@weighbridge/git';"],
  ['packages/forge/src/a.ts', "import { command } from '@weighbridge/command';"],
  ['packages/command/src/a.ts', "import { githubForge } from '@weighbridge/forge/github';"],
  ['packages/command/src/a.ts', "import * as core from '@actions/core';"],
  ['packages/command/src/a.ts', "import { execFile } from 'node:child_process';"],
  ['packages/cli/src/a.ts', "import { x } from '@weighbridge/core/src/a.ts';"],
  ['packages/data/src/a.ts', "import { x } from '../../core/src/a.ts';"],
  ['packages/core/src/a.test.ts', "import { x } from '../../data/src/a.ts';"],
  ['packages/novel/src/a.ts', 'export const a = 1;'],
])('%s may not hold %s', (file, source) => {
  expect(violations(file, `${source}\n`)).toHaveLength(1);
});

test.each([
  ['packages/core/src/a.ts', "import erfc from '@stdlib/math-base-special-erfc';\nimport * as z from 'zod';"],
  ['packages/core/src/a.ts', "// import 'node:fs';\n/* import fs from 'node:fs'; */"],
  ['packages/core/src/a.ts', "const text = `from 'here' to 'there'`;\nconst date = new Date(text);"],
  ['packages/core/src/a.test.ts', "import { readFileSync } from 'node:fs';\nimport { test } from 'vitest';"],
  ['packages/git/test/a.test.ts', "import { gitRepository } from '@weighbridge/git';"],
  ['packages/cli/src/a.ts', "const { githubForge } = await import('@weighbridge/forge/github');"],
  ['packages/command/src/a.ts', "import { createHash } from 'node:crypto';\nimport { parse } from 'yaml';"],
])('%s may hold %s', (file, source) => {
  expect(violations(file, `${source}\n`)).toEqual([]);
});
