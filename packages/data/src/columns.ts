import { closest, dataErrors } from '@weighbridge/core';

const shownColumns = 30;

/** Where each wanted column is among the table's columns. Throws when one is missing or there twice. */
export function findColumns(path: string, present: readonly string[], wanted: readonly string[]): number[] {
  return wanted.map((column) => {
    const index = present.indexOf(column);
    if (index === -1) throw missingColumn(path, present, column);
    if (present.includes(column, index + 1)) throw dataErrors.repeatedColumn({ column }, { place: { file: path } });
    return index;
  });
}

function missingColumn(path: string, present: readonly string[], column: string): Error {
  const more = present.length - shownColumns;
  const columns = present.slice(0, shownColumns).join(', ') + (more > 0 ? `, and ${more} more` : '');
  return dataErrors.missingColumn({ column, near: closest(column, present), columns }, { place: { file: path } });
}
