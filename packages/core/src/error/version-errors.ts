import { defineError } from './define.ts';

interface UnsafeFile {
  readonly path: string;
  /** From the scan: starts with a small letter, no full stop. */
  readonly reason: string;
  readonly offset?: number | undefined;
  /** The import that is refused. */
  readonly name?: string | undefined;
  readonly more: number;
}

/** What can stand against making a version. Codes WB63xx. */
export const versionErrors = {
  unsafeFile: defineError<UnsafeFile>(
    'WB6301',
    { path: 'model/model.pkl', reason: 'runs programs', offset: 21, name: 'os.system', more: 2 },
    ({ path, reason, offset, name, more }) => {
      const place = offset === undefined ? '' : ` (byte ${offset})`;
      const others = more === 0 ? '' : ` ${more} more ${more === 1 ? 'finding' : 'findings'} like it.`;
      return {
        message:
          name === undefined
            ? `${path} ${reason}${place}. Nothing was registered.${others}`
            : `Loading ${path} imports ${name}${place}, which ${reason}. Nothing was registered.${others}`,
        cure:
          name === undefined
            ? 'Save the model in a format that holds no code, such as ONNX, safetensors or skops.'
            : 'If that is meant, name it under `register.scan.allow`.',
      };
    },
  ),
  versionPathOutside: defineError('WB6302', { path: '../secrets/model.pkl' }, ({ path }) => ({
    message: `The path ${path} leads out of the repository, or is not a plain one.`,
    cure: 'Name files of a version by paths below the repository, with `/` between folders.',
  })),
  notAPointer: defineError('WB6303', { path: 'data/train.csv.dvc', why: 'it names no digest' }, ({ path, why }) => ({
    message: `${path} cannot be read as a DVC pointer: ${why}.`,
    cure: 'Write it anew with `dvc add` or `dvc commit`.',
  })),
  sameVersionPath: defineError('WB6304', { path: 'model/model.pkl' }, ({ path }) => ({
    message: `The file ${path} is listed twice in one version.`,
    cure: 'List each file once, as its bytes or as a pointer.',
  })),
  tooManyVersionFiles: defineError('WB6305', { files: 120_000 }, ({ files }) => ({
    message: `The version has ${files} files; a manifest lists at most 100,000.`,
    cure: 'Pack the files that belong together, or keep them by a DVC pointer to their folder.',
  })),
  noSuchOutput: defineError('WB6306', { path: 'model/' }, ({ path }) => ({
    message: `The output ${path} is not there.`,
    cure: 'Run `train` before, or name another output under `register.output`.',
  })),
  badModelKey: defineError('WB6307', { why: 'it is an RSA key' }, ({ why }) => ({
    message: `The key in WEIGHBRIDGE_SIGNING_KEY cannot sign a model: ${why}.`,
    cure: 'Make one with `openssl ecparam -name prime256v1 -genkey -noout` and keep it as a secret.',
  })),
};
