import { crc32, deflateRawSync } from 'node:zlib';

/** One entry of a hand-made archive; every field of it may lie. */
export interface ZipEntry {
  readonly name: string;
  readonly content?: string | Uint8Array;
  /** Unix mode, for example 0o120777 for a symbolic link. */
  readonly mode?: number;
  /** The size that the archive says the content has. */
  readonly saidSize?: number;
  readonly encrypted?: boolean;
}

/** A zip archive with just these entries, names and claims unchecked: for tests of what must be refused. */
export function zipFixture(entries: readonly ZipEntry[]): Uint8Array {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const packed = packEntry(entry);
    locals.push(packed.local);
    central.push(centralHeader(entry, packed, offset));
    offset += packed.local.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}

interface Packed {
  readonly local: Buffer;
  /** The fields that the local and the central header share. */
  readonly shared: Buffer;
  readonly name: Buffer;
}

function packEntry({ name, content = '', saidSize, encrypted }: ZipEntry): Packed {
  const bytes = Buffer.from(content);
  const data = deflateRawSync(bytes);
  const path = Buffer.from(name);
  const shared = Buffer.alloc(26);
  shared.writeUInt16LE(20, 0);
  // Bit 0: encrypted; bit 11: the name is UTF-8.
  shared.writeUInt16LE((encrypted ? 1 : 0) | 0x800, 2);
  shared.writeUInt16LE(8, 4);
  shared.writeUInt32LE(crc32(bytes), 10);
  shared.writeUInt32LE(data.length, 14);
  shared.writeUInt32LE(saidSize ?? bytes.length, 18);
  shared.writeUInt16LE(path.length, 22);
  const signature = Buffer.from([0x50, 0x4b, 3, 4]);
  return { local: Buffer.concat([signature, shared, path, data]), shared, name: path };
}

function centralHeader({ mode = 0o100644 }: ZipEntry, { shared, name }: Packed, offset: number): Buffer {
  const head = Buffer.from([0x50, 0x4b, 1, 2, 20, 3]);
  const tail = Buffer.alloc(14);
  tail.writeUInt32LE((mode << 16) >>> 0, 6);
  tail.writeUInt32LE(offset, 10);
  return Buffer.concat([head, shared, tail, name]);
}
