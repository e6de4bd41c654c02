import { isNode, LineCounter, parseDocument } from 'yaml';

/** The file lines (1-based) of a model's `gate` entries, in their order. The policy has already been read once. */
export function gateLines(text: string, model: string): number[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const gate = document.getIn(['models', model, 'gate']);
  if (!isNode(gate) || !('items' in gate) || !Array.isArray(gate.items)) return [];
  return gate.items.map((item) => (isNode(item) && item.range ? lines.linePos(item.range[0]).line : 1));
}
