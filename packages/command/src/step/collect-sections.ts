import { join } from 'node:path';
import type { RunRecord, Subject } from '@weighbridge/core';
import { readTextIfThere } from '../workspace/bytes.ts';
import { modelFolder, parseRecord } from '../workspace/record-file.ts';
import { type FoundSection, isOfModel, mergeSections, sectionFile } from '../workspace/sections.ts';
import { sameRun } from './subject.ts';
import type { Weighing } from './weighing.ts';

/** Sections of this run's other jobs; what an older run left in a reused workspace is set aside. */
export async function collectSections(
  weighing: Weighing,
  wanted: (from: Subject) => boolean = () => true,
): Promise<Weighing> {
  const { context, record } = weighing;
  const folder = join(context.root, modelFolder(record.subject.model), 'collected');
  const names = await context.transport.collect(`wb-${record.subject.model}-`, folder);
  const found = await Promise.all(names.map((name) => readSection(folder, name, record.subject.model)));
  const sections = found.filter((section) => section !== undefined);
  const merged = mergeSections(sections.filter(({ text, artifact }) => wanted(parseRecord(text, artifact).subject)));
  if (!(merged && sameRun(merged.subject, record.subject))) return weighing;
  return { ...weighing, record: { ...merged, subject: { ...merged.subject, ...record.subject } } satisfies RunRecord };
}

async function readSection(folder: string, artifact: string, model: string): Promise<FoundSection | undefined> {
  const text = await readTextIfThere(join(folder, artifact, sectionFile));
  return text === undefined || !isOfModel(text, model) ? undefined : { artifact, text };
}
