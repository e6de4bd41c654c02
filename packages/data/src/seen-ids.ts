/**
 * Remembers ids by row in an open-addressing table of numbers: a `Set` of strings ends at 16.7 million entries.
 * `ids` are the rows so far; the id that is asked about will be the next row.
 */
export function seenIds(): (id: string, ids: readonly string[]) => boolean {
  let table: Uint32Array = new Uint32Array(1 << 12);
  return (id, ids) => {
    if (2 * ids.length >= table.length) table = rehash(ids, 2 * table.length);
    const slot = slotOf(table, id, ids);
    if (table[slot] !== 0) return true;
    table[slot] = ids.length + 1;
    return false;
  };
}

function rehash(ids: readonly string[], size: number): Uint32Array {
  const table = new Uint32Array(size);
  ids.forEach((id, row) => {
    const slot = slotOf(table, id, ids);
    if (table[slot] === 0) table[slot] = row + 1;
  });
  return table;
}

/** The slot that holds the id, or the empty one where it belongs. */
function slotOf(table: Uint32Array, id: string, ids: readonly string[]): number {
  const mask = table.length - 1;
  let slot = hash(id) & mask;
  for (;;) {
    const row = table[slot] ?? 0;
    if (row === 0 || ids[row - 1] === id) return slot;
    slot = (slot + 1) & mask;
  }
}

/** FNV-1a over UTF-16 units, with a final mix because the table uses the low bits. */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  return h ^ (h >>> 13);
}
