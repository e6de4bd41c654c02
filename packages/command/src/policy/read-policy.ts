import { type Place, type Policy, type PolicyPath, parsePolicy, policyErrors } from '@weighbridge/core';
import { readYaml, type YamlFile } from './yaml-document.ts';
import { locateNode, scalarSource } from './yaml-places.ts';

/** Larger files are no policies, and reading them would cost more than it tells. */
const mostCharacters = 256 * 1024;

/**
 * Reads `weighbridge.yml`: YAML 1.2 without merge keys and tags of its own. Throws the error of the catalogue that
 * stands first in the file, with line and column.
 */
export function readPolicy(text: string, fileName: string): Policy {
  const file = yamlOf(text, fileName);
  return parsePolicy(
    file.value,
    (path, part) => locateNode(file, path, part),
    (path) => scalarSource(file.document, path),
  );
}

/** Where a value of a policy stands, for errors that come later than its reading. Where the path ends earlier, the last part that is there. */
export function placeInPolicy(text: string, fileName: string, path: PolicyPath): Place {
  return locateNode(yamlOf(text, fileName), path, 'value');
}

function yamlOf(text: string, fileName: string): YamlFile {
  return readYaml(text, fileName, { mostCharacters, fail: (what, options) => policyErrors.yaml({ what }, options) });
}
