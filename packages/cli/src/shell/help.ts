import type { Command } from '@weighbridge/command';
import { type InputSpec, inputSpecs } from './input-values.ts';

const width = 78;

/** `weighbridge <command> --help`. */
export function commandHelp(command: Command): string {
  const specs = inputSpecs(command.inputs);
  const options = [
    ...specs.map(optionRow),
    { left: '--json', right: 'Print the result for programs.' },
    { left: '--help', right: 'Print this.' },
  ];
  const positional = specs.some(({ key }) => key === 'model') ? ' [model]' : '';
  return [
    `weighbridge ${command.name}${positional} [options]`,
    '',
    ...wrap(command.summary, 0),
    '',
    'Options',
    ...rows(options),
    '',
  ].join('\n');
}

/** `weighbridge --help`. */
export function overview(commands: readonly Command[], version: string): string {
  const list = commands.map(({ name, summary }) => ({ left: name, right: summary }));
  return [
    `weighbridge ${version}: every model is weighed before it crosses.`,
    '',
    'weighbridge <command> [model] [options]',
    '',
    'Commands',
    ...rows(list),
    '',
    ...wrap(
      '`weighbridge <command> --help` lists the options. Exit codes: 0 passed, 1 failed, 2 you must change something, 3 a service failed, 4 a defect of ours.',
      0,
    ),
    '',
  ].join('\n');
}

function optionRow(spec: InputSpec): { left: string; right: string } {
  const value = spec.kind === 'boolean' ? '' : ` ${spec.options ? spec.options.join('|') : placeholder(spec)}`;
  const shown = spec.default === undefined ? '' : ` [${String(spec.default)}]`;
  const name = spec.kind === 'boolean' && spec.default === true ? `no-${spec.name}` : spec.name;
  const right =
    spec.kind === 'boolean' && spec.default === true
      ? `Do not ${lowerFirst(spec.description)}`
      : `${spec.description}${shown === ' [false]' ? '' : shown}`;
  return { left: `--${name}${value}`, right };
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function placeholder(spec: InputSpec): string {
  if (spec.kind === 'number') return 'NUMBER';
  if (spec.kind === 'list') return 'A,B';
  return 'TEXT';
}

function rows(list: readonly { left: string; right: string }[]): string[] {
  const indent = Math.min(28, Math.max(...list.map(({ left }) => left.length)) + 4);
  return list.flatMap(({ left, right }) => {
    const lines = wrap(right, indent);
    const first = `  ${left}`;
    return first.length + 2 > indent
      ? [first, ...lines]
      : [first + (lines[0] ?? '').slice(first.length), ...lines.slice(1)];
  });
}

function wrap(text: string, indent: number): string[] {
  const lines: string[] = [];
  let line = ' '.repeat(indent);
  for (const word of text.split(' ')) {
    if (line.trim() !== '' && line.length + word.length + 1 > width) {
      lines.push(line);
      line = ' '.repeat(indent);
    }
    line += line.trim() === '' ? word : ` ${word}`;
  }
  return [...lines, line];
}
