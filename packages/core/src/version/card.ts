import type { RunRecord } from '../record/record.ts';
import type { Evidence } from '../record/version.ts';
import { finished, markdownInk } from '../report/ink.ts';
import { bytes, counted } from '../report/number.ts';
import { versionText } from '../report/ship/version.ts';
import type { CardFacts } from './card/facts.ts';
import { frontMatter } from './card/front-matter.ts';
import { cardLimits } from './card/limits.ts';
import { bullets, dataSectionOf, evaluationSectionOf, shortDigest, trainingSectionOf } from './card/sections.ts';

const ink = markdownInk();
const longestAbout = 20_000;

/**
 * The model card of a version: Markdown with the head that model hubs read. Everything in it comes from the record, but
 * for "About", which is the owners' own text. The same record and version give the same card.
 */
export function renderCard(record: RunRecord, facts: CardFacts): string {
  const limits = cardLimits(record).map((line) => ink.prose(line));
  const parts = [
    frontMatter(record, facts),
    `# ${ink.name(record.subject.model)} ${versionText(facts.version.name, ink)}`,
    verdictSentence(record),
    ...(facts.about === undefined || facts.about.trim() === '' ? [] : ['## About', ownText(facts.about)]),
    ...evaluationSectionOf(record),
    '## Limits',
    limits.length === 0
      ? 'Every check of the policy holds, and every slice was large enough to judge.'
      : bullets(limits),
    ...dataSectionOf(record),
    ...trainingSectionOf(record),
    ...provenance(record, facts),
  ];
  return `${finished(parts.filter((part) => part !== '').join('\n\n'))}\n`;
}

function verdictSentence({ verdict, subject }: RunRecord): string {
  if (!verdict) return 'It was not judged.';
  const on = subject.head === undefined ? '' : ` on commit ${ink.code(subject.head.slice(0, 7))}`;
  const count = verdict.checks.filter(({ outcome }) => outcome === 'passed').length;
  const checks = `${count} of ${counted(verdict.checks.length, 'check')} passed`;
  return `Weighed${on}: **${verdict.outcome}**. ${ink.prose(verdict.reason)} ${checks}.`;
}

/** The owners' Markdown as they wrote it, less what cannot be seen and what would end or begin a head of YAML. */
function ownText(text: string): string {
  const characters = Array.from(text.replace(/\r\n?/gu, '\n').slice(0, longestAbout));
  const seen = characters.filter((character) => /[\n\t]/u.test(character) || !/[\p{Cc}\p{Cf}\p{Cs}]/u.test(character));
  return seen.join('').replace(/^---$/gmu, '***').trim();
}

function provenance({ subject, verdict }: RunRecord, { version, policy, record }: CardFacts): string[] {
  const judged = policy ?? verdict?.policy;
  return [
    '## Provenance',
    bullets([
      `**Version** ${versionText(version.name, ink)}, tag ${ink.code(version.tag)}: ${ink.prose(version.why)}`,
      `**Commit** ${ink.code(version.commit.slice(0, 12))}${subject.repository === undefined ? '' : ` of ${ink.code(subject.repository)}`}`,
      `**Model** ${counted(version.files, 'file')}, ${bytes(version.bytes)}, ${shortDigest(version.model)}`,
      `**Manifest** ${shortDigest(version.manifest)}`,
      ...(record === undefined ? [] : [`**Record** ${shortDigest(record)}`]),
      ...(judged === undefined ? [] : [`**Policy** ${shortDigest(judged)}`]),
      ...(version.adoptedFrom
        ? [`**Adopted** the bytes that were weighed on commit ${ink.code(version.adoptedFrom.commit.slice(0, 12))}`]
        : []),
      `**Evidence** ${evidenceWords(version.evidence)}`,
      `**By** weighbridge ${versionText(subject.weighbridge, ink)}`,
    ]),
  ];
}

function evidenceWords(evidence: Evidence | undefined): string {
  if (!evidence) return 'none';
  if (evidence.kind === 'attestation') return `signed by ${ink.code(evidence.signer)}`;
  if (evidence.kind === 'local') return 'this machine’s own ledger; no forge was asked';
  return `the forge confirmed run ${ink.code(evidence.run)} (${ink.name(evidence.event)})`;
}
