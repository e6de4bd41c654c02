/** One thing that a file does when it is loaded, or why that cannot be told. */
export interface ScanFinding {
  /** Relative to the root; of a file in an archive `model.pt!/archive/data.pkl`. */
  readonly path: string;
  /** Byte of the file (of the file in the archive, unpacked) that it is about. */
  readonly offset?: number;
  /** What a pickle imports, in full: `sklearn.tree._classes.DecisionTreeClassifier`. */
  readonly import?: string;
  readonly severity: 'refused' | 'allowed';
  /** One sentence, without markup, that starts with a small letter and has no full stop. */
  readonly reason: string;
}

/** How an archive or a pickle may be compressed. */
export type Compression = 'deflate' | 'zlib' | 'gzip' | 'zstd' | 'bz2' | 'xz' | 'lz4';

/** What came of unpacking. `consumed` counts the packed bytes that were used: what lies behind them is looked at, too. */
export type Unpacked =
  | { readonly kind: 'unpacked'; readonly bytes: Uint8Array; readonly consumed: number }
  | { readonly kind: 'too large' | 'broken' | 'unsupported' };

/** Unpacks in memory, never to more than `most` bytes. */
export type Inflate = (compression: Compression, bytes: Uint8Array, most: number) => Unpacked;

/** What the user allows, and the powers that a scan needs of its caller. */
export interface ScanOptions {
  /**
   * Imports beside the known ones: `a.b.C`, or `a.b.*` for everything of a module and below it; in archives also the
   * path of a file that holds a program, with `*` at its end for all that begin so.
   */
  readonly allow: readonly string[];
  readonly unpack: Inflate;
  /** The most bytes that one packed file may become; default 512 MB. */
  readonly most?: number;
}

/** Findings of one kind of content; `scan` looks at what lies within by the same rules. */
export interface Inner {
  readonly path: string;
  readonly options: ScanOptions;
  /** Archives in archives; what lies deeper than three is refused. */
  readonly depth: number;
}

/** The most bytes that something packed may become where the caller says nothing. */
export const mostUnpacked = 512e6;

/** A refusal, the most frequent finding. */
export function refused(path: string, reason: string, offset?: number): ScanFinding {
  return { path, severity: 'refused', reason, ...(offset === undefined ? {} : { offset }) };
}
