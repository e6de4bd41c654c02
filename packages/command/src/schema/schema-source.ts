import { type Place, type RulePlace, type SchemaSource, schemaErrors } from '@weighbridge/core';
import { readYaml } from '../policy/yaml-document.ts';
import { locateNode, nodeAt } from '../policy/yaml-places.ts';
import { offsetInside } from './offset-inside.ts';

/** Room for a few ten thousand columns. */
const mostCharacters = 4 * 1024 * 1024;

/**
 * Reads the text of a schema file, YAML or JSON, with the place of each of its values. Throws UserError, with line and
 * column, for what is neither.
 */
export function schemaSource(text: string, fileName: string): SchemaSource {
  const file = readYaml(text, fileName, {
    mostCharacters,
    fail: (what, options) => schemaErrors.syntax({ what }, options),
  });
  return {
    file: fileName,
    value: file.value,
    locate: (path, what) => rulePlace(locateNode(file, path, what)),
    within: (path, at) => {
      const offset = offsetInside(text, nodeAt(file, path), at);
      if (offset === undefined) return rulePlace(locateNode(file, path, 'value'));
      const { line, col } = file.lines.linePos(offset);
      return { file: fileName, line, column: col };
    },
  };
}

function rulePlace({ file, line = 1, column = 1 }: Place): RulePlace {
  return { file, line, column };
}
