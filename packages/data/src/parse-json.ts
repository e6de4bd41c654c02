/** The value of a JSON text, undefined when it is not JSON. The parser's own message quotes the data: it is dropped. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
