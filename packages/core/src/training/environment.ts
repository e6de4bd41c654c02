import type { Sha256 } from '../record/canonical.ts';
import type { Digest } from '../record/evaluation.ts';

/** Variables of the job, as the shell found them. */
export type Variables = Readonly<Record<string, string | undefined>>;

/**
 * What a command sees without being given it by name: where it is, who it is, its language, its Python, and how many
 * threads and which GPUs it may use. Nothing here is a credential. Upper case; Windows does not tell cases apart.
 */
export const usualNames: readonly string[] = [
  // The system and the user.
  ...[
    'PATH',
    'HOME',
    'USER',
    'LOGNAME',
    'SHELL',
    'LANG',
    'LANGUAGE',
    'TZ',
    'TERM',
    'COLUMNS',
    'NO_COLOR',
    'FORCE_COLOR',
  ],
  ...['TMPDIR', 'TEMP', 'TMP', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH', 'DYLD_FALLBACK_LIBRARY_PATH'],
  ...['XDG_CACHE_HOME', 'XDG_CONFIG_HOME', 'XDG_DATA_HOME', 'XDG_RUNTIME_DIR', 'CI', 'SOURCE_DATE_EPOCH'],
  // Windows.
  ...['SYSTEMROOT', 'SYSTEMDRIVE', 'WINDIR', 'COMSPEC', 'PATHEXT', 'USERNAME', 'USERPROFILE', 'HOMEDRIVE', 'HOMEPATH'],
  ...['APPDATA', 'LOCALAPPDATA', 'PROGRAMDATA', 'PROGRAMFILES', 'PROGRAMFILES(X86)', 'PROGRAMW6432', 'PSMODULEPATH'],
  ...['COMMONPROGRAMFILES', 'NUMBER_OF_PROCESSORS', 'PROCESSOR_ARCHITECTURE', 'OS'],
  // Certificates.
  ...['SSL_CERT_FILE', 'SSL_CERT_DIR', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE', 'NODE_EXTRA_CA_CERTS', 'NO_PROXY'],
  // Python and its environments.
  ...['VIRTUAL_ENV', 'PYTHONLOCATION', 'PYTHONPATH', 'PYTHONHOME', 'PYTHONUNBUFFERED', 'PYTHONHASHSEED'],
  ...['PYTHONDONTWRITEBYTECODE', 'PYTHONIOENCODING', 'PYTHONUTF8', 'PYTHONWARNINGS', 'PYTHONFAULTHANDLER'],
  ...['PYTHONNOUSERSITE', 'PYTHONUSERBASE', 'PYTHONPYCACHEPREFIX', 'CONDA', 'MAMBA_EXE', 'MAMBA_ROOT_PREFIX'],
  ...['UV_CACHE_DIR', 'UV_PYTHON', 'UV_PROJECT_ENVIRONMENT', 'UV_PYTHON_INSTALL_DIR', 'PIP_CACHE_DIR', 'R_LIBS_USER'],
  // Where libraries keep what they download, and how they use the machine.
  ...['HF_HOME', 'HF_HUB_CACHE', 'HF_DATASETS_CACHE', 'HF_HUB_OFFLINE', 'TORCH_HOME', 'KERAS_HOME', 'MPLCONFIGDIR'],
  ...['MPLBACKEND', 'TF_CPP_MIN_LOG_LEVEL', 'TF_FORCE_GPU_ALLOW_GROWTH', 'XLA_FLAGS', 'JAX_PLATFORMS'],
  ...['POLARS_MAX_THREADS', 'RAYON_NUM_THREADS', 'LOKY_MAX_CPU_COUNT', 'HIP_VISIBLE_DEVICES', 'ROCR_VISIBLE_DEVICES'],
  // GitHub's runner ends what a job left behind by this id; it opens nothing.
  'RUNNER_TRACKING_ID',
];

/** Families of names that pass, less those that look like a credential (`NVIDIA_API_KEY`). */
export const usualPrefixes: readonly string[] = [
  ...['LC_', 'CONDA_', 'PYENV_', 'CUDA_', 'CUBLAS_', 'CUDNN_', 'NVIDIA_', 'NCCL_', 'PYTORCH_'],
  ...['OMP_', 'GOMP_', 'KMP_', 'MKL_', 'OPENBLAS_', 'NUMEXPR_', 'VECLIB_', 'BLIS_'],
];

const proxies: readonly string[] = ['HTTP_PROXY', 'HTTPS_PROXY', 'FTP_PROXY', 'ALL_PROXY'];
/** Names that look like a credential's, as an extended regular expression of POSIX. */
export const secretNames = 'TOKEN|SECRET|PASSW|PASSPHRASE|CREDENTIAL|AUTH|COOKIE|KEY(S|_ID)?$|_KEY_';
const secret = new RegExp(secretNames);

/** Tokens of a forge and doors into its runner: never passed, whoever asks. */
const refused: readonly RegExp[] = [
  /^(?:INPUT|ACTIONS|WEIGHBRIDGE)_/,
  /^(?:GITHUB|GITEA|FORGEJO)_(?:TOKEN|ENV|PATH|OUTPUT|STATE|STEP_SUMMARY)$/,
  /^(?:GH_TOKEN|GH_ENTERPRISE_TOKEN|GITHUB_ENTERPRISE_TOKEN|GITLAB_TOKEN)$/,
  /^CI_(?:JOB_TOKEN|JOB_JWT\w*|BUILD_TOKEN|REPOSITORY_URL|RUNNER_SHORT_TOKEN)$/,
  /^CI_(?:REGISTRY|DEPLOY|DEPENDENCY_PROXY)_PASSWORD$/,
  /_ID_TOKEN$/,
];

/** The names in `train.env` that are never passed: tokens of the forge, and the runner's and our own variables. */
export function refusedNames(names: readonly string[]): readonly string[] {
  return names.filter(isRefused);
}

/**
 * The whole environment of the user's command: the usual names, those in `pass`, and ours in `set`. A proxy passes by
 * itself when its address holds no password. What is refused is left out here, too.
 */
export function commandEnvironment(
  env: Variables,
  pass: readonly string[],
  set: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const named = new Set(pass);
  const entries = Object.entries(env).flatMap(([name, value]): [string, string][] =>
    value !== undefined && !isRefused(name) && (named.has(name) || isUsual(name, value)) ? [[name, value]] : [],
  );
  return { ...Object.fromEntries(entries), ...set };
}

/**
 * Digests of the values of named variables, for the key of a model. Left out is what is not set, and what looks like a
 * credential by its name: those are changed for reasons of their own, and no model with them.
 */
export function variableDigests(
  env: Variables,
  names: readonly string[],
  sha256: Sha256,
): Readonly<Record<string, Digest>> {
  const entries = names.flatMap((name): [string, Digest][] => {
    const value = env[name];
    if (value === undefined || isRefused(name) || secret.test(name.toUpperCase())) return [];
    return [[name, sha256(new TextEncoder().encode(value))]];
  });
  return Object.fromEntries(entries);
}

function isRefused(name: string): boolean {
  const upper = name.toUpperCase();
  return refused.some((pattern) => pattern.test(upper));
}

function isUsual(name: string, value: string): boolean {
  const upper = name.toUpperCase();
  if (usualNames.includes(upper)) return true;
  if (proxies.includes(upper)) return !value.includes('@');
  return usualPrefixes.some((prefix) => upper.startsWith(prefix)) && !secret.test(upper);
}
