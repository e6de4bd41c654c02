import { clean, type Evidence, type LedgerEntry, visible } from '@weighbridge/core';
import type { Proof } from './prove.ts';
import type { VerifiedSubject } from './subject.ts';

/** One line of what is proved: a word, and its value. */
export type ProofRow = readonly [name: string, value: string];

/** What is known of the subject; only what the entry and its evidence say once both hold. */
export function proofRows(subject: VerifiedSubject, proof: Proof): readonly ProofRow[] {
  const bytes: readonly ProofRow[] = [
    ['model', subject.model],
    ['bytes', `${subject.bytes} (${subject.name})`],
  ];
  if (!('evidence' in proof)) return bytes;
  const { entry, evidence } = proof;
  return [...bytes, ...entryRows(entry), ...evidenceRows(evidence, entry)];
}

function entryRows({ digest, commit, record }: LedgerEntry): readonly ProofRow[] {
  const { verdict, subject } = record;
  return [
    ['record', digest],
    ['verdict', `${verdict?.outcome ?? 'none'}: ${verdict?.reason ?? ''}`],
    ['policy', verdict?.policy ?? 'none'],
    ['commit', commit],
    ...(subject.key === undefined ? [] : ([['key', subject.key]] as const)),
  ];
}

function evidenceRows(evidence: Evidence, { at }: LedgerEntry): readonly ProofRow[] {
  const appended: ProofRow = ['time', `${at}, by the ledger’s own word`];
  switch (evidence.kind) {
    case 'attestation':
      return [['signed by', evidence.signer], evidence.at === undefined ? appended : ['time', evidence.at]];
    case 'api':
      return [['confirmed by', `the forge: run ${evidence.run}, ${evidence.event}`], appended];
    case 'local':
      return [['confirmed by', 'this machine’s own ledger'], appended];
  }
}

/** For a terminal: the answer first, then the table. */
export function verifyLines(subject: VerifiedSubject, proof: Proof): string {
  const rows = proofRows(subject, proof);
  const width = Math.max(...rows.map(([name]) => name.length));
  const head = 'evidence' in proof ? '✅ proved' : `❌ not proved: ${visible(proof.refused)}`;
  const about = 'evidence' in proof || !proof.entry ? '' : ` (record of ${proof.entry.commit.slice(0, 7)})`;
  return [`${head}${about}`, ...rows.map(([name, value]) => `   ${name.padEnd(width)}  ${clean(value)}`), ''].join(
    '\n',
  );
}
