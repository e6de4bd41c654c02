/** What a dangerfile can say to `weighbridge()`. Everything has a default. */
export interface Options {
  /** Records to read instead of every `.weighbridge/<model>/run.json` that is there. */
  readonly records?: readonly string[];
  /** Say it as well when a model passed. Default: only what a reviewer must look at is said. */
  readonly passed?: boolean;
  /** Training code, as lines of a `.gitignore` would name it. Default: `*.py`. */
  readonly code?: readonly string[];
  /** Endings of files that hold a model, without the dot. */
  readonly binaries?: readonly string[];
  /** Bytes up to which a model may lie in git itself. Default: 100,000. */
  readonly maxBytes?: number;
}

/** The options with every default filled in. */
export type Settings = Required<Omit<Options, 'records'>>;

const modelEndings = [
  ...['pkl', 'pickle', 'joblib', 'dill', 'onnx', 'pt', 'pth', 'ckpt', 'h5', 'hdf5', 'keras', 'pb', 'tflite'],
  ...['safetensors', 'gguf', 'bin', 'cbm', 'ubj', 'mlmodel', 'pmml', 'npz'],
];

export function settingsOf(options: Options): Settings {
  const { passed = false, code = ['*.py'], binaries = modelEndings, maxBytes = 100_000 } = options;
  return { passed, code, binaries, maxBytes };
}
