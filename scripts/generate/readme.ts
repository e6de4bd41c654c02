import type { Command } from '@weighbridge/command';
import { type InputSpec, inputSpecs } from 'weighbridge';
import { defaultText } from './action.ts';
import { outputSpecs } from './outputs.ts';

/** Marks in `actions/<command>/README.md`; the prose around them is written by hand. */
export const marks = { start: '<!-- inputs: generated -->', end: '<!-- /inputs -->' };

/** Tables of inputs and outputs. */
export function interfaceTables(command: Command): string {
  const inputs = inputSpecs(command.inputs).map((spec) => [`\`${spec.name}\``, inputText(spec), defaultCell(spec)]);
  const outputs = outputSpecs(command).map(({ name, description }) => [`\`${name}\``, description]);
  const parts = [table(['Input', 'What it is', 'Default'], inputs)];
  if (outputs.length > 0) parts.push(table(['Output', 'What it is'], outputs));
  return parts.join('\n\n');
}

/** The README's list of commands, with the page of each that is an action. */
export function commandsTable(commands: readonly Command[]): string {
  const rows = commands.map(({ name, kind, summary }) => [
    kind === 'step' ? `[\`${name}\`](${pageOf(name)})` : `\`${name}\``,
    summary,
  ]);
  return table(['Command', 'What it does'], rows);
}

function pageOf(name: string): string {
  return name === 'pipeline' ? 'actions/README.md' : `actions/${name}/README.md`;
}

function inputText({ description, required, options, kind }: InputSpec): string {
  const choice = options ? ` One of ${options.map((option) => `\`${option}\``).join(', ')}.` : '';
  const list = kind === 'list' ? ' A list: one item a line, or commas between.' : '';
  return `${required ? '**Required.** ' : ''}${description}${choice}${list}`;
}

function defaultCell(spec: InputSpec): string {
  const { default: value } = defaultText(spec);
  return value === undefined ? '' : `\`${value.replaceAll('\n', ', ')}\``;
}

/** A Markdown table; bars and line ends in cells cannot break it. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows];
  return lines.map((cells) => `| ${cells.map(cell).join(' | ')} |`).join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/\s*\n\s*/g, ' ');
}
