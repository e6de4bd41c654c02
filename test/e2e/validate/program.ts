import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { dataSection } from '@weighbridge/core';
import { type Ended, installProgram, type Program } from '../outcomes/program.ts';
import { installedLibrary } from '../train/model.ts';

/** One check that `validate` printed, as far as these tests look. */
export interface FoundCheck {
  readonly column?: string | undefined;
  readonly rule: string;
  readonly outcome: 'passed' | 'failed' | 'not judged';
  readonly count: number;
  readonly rows: readonly number[];
}

/** The program, and a folder for the tables that it is given. */
export interface Bench {
  readonly program: Program;
  readonly folder: string;
  /** Writes a file into the folder; its name is what `validate` is called with. */
  write(name: string, content: string | Uint8Array): void;
  /** `weighbridge validate --data DATA --schema SCHEMA --json` in the folder. */
  validate(data: string, schema: string, ...more: readonly string[]): Promise<Ended>;
  /** The checks of a validation that came to its end, with exit code 0 or 1. */
  checks(data: string, schema: string): Promise<readonly FoundCheck[]>;
  remove(): void;
}

/** Installs the program beside a new, empty folder. */
export function startBench(): Bench {
  const program = installProgram();
  const folder = mkdtempSync(path.join(tmpdir(), 'weighbridge-validate-'));
  const validate: Bench['validate'] = (data, schema, ...more) =>
    program.run(['validate', '--data', data, '--schema', schema, '--json', ...more], {
      folder,
      env: installedLibrary(),
    });
  return {
    program,
    folder,
    write: (name, content) => writeFileSync(path.join(folder, name), content),
    validate,
    checks: async (data, schema) => checksOf(await validate(data, schema)),
    remove: () => {
      program.remove();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function checksOf({ exit, stdout, stderr }: Ended): readonly FoundCheck[] {
  if (exit > 1) throw new Error(`validate ended with ${exit}: ${stderr}`);
  const { checks } = dataSection.parse(JSON.parse(stdout));
  if (checks === undefined) throw new Error('validate printed no checks');
  const failed = checks.some(({ outcome, severity }) => outcome === 'failed' && severity === 'error');
  if (exit !== (failed ? 1 : 0)) throw new Error(`exit code ${exit}, and ${failed ? 'a' : 'no'} check failed`);
  return checks;
}
