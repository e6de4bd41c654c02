import type { Annotation } from '@weighbridge/core';
import { readsCommands } from './runner-text.ts';

/** Where an annotation stands. */
export interface Place {
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  readonly title?: string | undefined;
}

/** One workflow command. It ends at a newline, and its properties also at `,` and `:`: escaped as the runner reads them. */
export function workflowCommand(level: Annotation['level'], place: Place, text: string): string {
  const { file, line, column, title } = place;
  const properties = [
    ...(file === undefined ? [] : [`file=${property(file)}`]),
    ...(file === undefined || !line ? [] : [`line=${line}`]),
    ...(file === undefined || !column ? [] : [`col=${column}`]),
    ...(title === undefined ? [] : [`title=${property(title)}`]),
  ];
  return `::${level}${properties.length === 0 ? '' : ` ${properties.join(',')}`}::${data(text)}\n`;
}

/** Annotations as the runner reads them; nothing where no runner reads commands. */
export function annotationLines(annotations: readonly Annotation[], env: NodeJS.ProcessEnv): string {
  if (!readsCommands(env)) return '';
  return annotations.map(({ level, message, ...place }) => workflowCommand(level, place, message)).join('');
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
