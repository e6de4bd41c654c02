/**
 * What a model's pickle may import: things that only hold data, whatever they are called with. Everything else is refused,
 * also what is merely unknown. Names are in full, of Python 2 too where Python 3 maps them.
 */
export function isKnownImport(name: string, dotted: boolean): boolean {
  if (known.has(name)) return true;
  return !dotted && families.some(({ pattern, not }) => pattern.test(name) && !not?.test(name));
}

/** `prefix` and words behind it. */
function each(prefix: string, words: string): string[] {
  return words.split(' ').map((word) => `${prefix}.${word}`);
}

const containers =
  'list dict set frozenset tuple int float complex bool str bytes bytearray object slice range long unicode xrange';

const known: ReadonlySet<string> = new Set([
  ...each('builtins', containers),
  ...each('__builtin__', containers),
  ...each('copyreg', '_reconstructor __newobj__ __newobj_ex__'),
  ...each('copy_reg', '_reconstructor __newobj__'),
  ...each('collections', 'OrderedDict defaultdict Counter deque'),
  ...each('datetime', 'date datetime time timedelta timezone tzinfo'),
  'decimal.Decimal',
  'fractions.Fraction',
  'uuid.UUID',
  '_codecs.encode',
  're._compile',
  ...each('pathlib', 'Path PosixPath WindowsPath PurePath PurePosixPath PureWindowsPath'),
  ...each('pytz', '_UTC _p UTC'),
  ...each('numpy', 'dtype ndarray matrix bool bool_ str_ bytes_ object_ void float16 float32 float64 longdouble'),
  ...each('numpy', 'int8 int16 int32 int64 uint8 uint16 uint32 uint64 intp uintp complex64 complex128 datetime64'),
  ...each('numpy', 'timedelta64 log log1p log2 log10 exp expm1 sqrt cbrt square absolute abs sin cos tan tanh nan'),
  ...each('numpy', 'recarray record'),
  ...['numpy.core', 'numpy._core'].flatMap((core) => [
    ...each(`${core}.multiarray`, '_reconstruct scalar'),
    `${core}.numeric._frombuffer`,
    ...each(`${core}.records`, 'recarray record'),
  ]),
  ...each('numpy.ma', 'MaskedArray core._mareconstruct core.MaskedArray core.MaskedConstant'),
  'scipy._lib.array_api_compat.numpy._aliases.asarray',
  ...each('numpy.random._pickle', '__randomstate_ctor __generator_ctor __bit_generator_ctor'),
  ...each('numpy.random', '_mt19937.MT19937 _pcg64.PCG64 _pcg64.PCG64DXSM _philox.Philox _sfc64.SFC64'),
  'numpy.random.bit_generator.SeedSequence',
  'numpy.random.bit_generator.__pyx_unpickle_SeedSequence',
  'numpy.random.mtrand.RandomState',
  ...each('scipy.special._ufuncs', 'expit logit log_expit'),
  'scipy.interpolate._bsplines.BSpline',
  'scipy.interpolate._interpolate.interp1d',
  'scipy.spatial._ckdtree.cKDTree',
  'scipy.spatial._kdtree.KDTree',
  ...each('sklearn.feature_selection._univariate_selection', 'chi2 f_classif f_oneway f_regression r_regression'),
  ...each('sklearn.feature_selection._mutual_info', 'mutual_info_classif mutual_info_regression'),
  'joblib.numpy_pickle.NumpyArrayWrapper',
  // pandas 3 pickles its public names.
  ...each(
    'pandas',
    'DataFrame Series Index RangeIndex MultiIndex DatetimeIndex TimedeltaIndex PeriodIndex IntervalIndex',
  ),
  ...each(
    'pandas',
    'CategoricalIndex Categorical CategoricalDtype StringDtype DatetimeTZDtype PeriodDtype IntervalDtype',
  ),
  ...each('pandas', 'BooleanDtype Int8Dtype Int16Dtype Int32Dtype Int64Dtype UInt8Dtype UInt16Dtype UInt32Dtype'),
  ...each('pandas', 'UInt64Dtype Float32Dtype Float64Dtype SparseDtype ArrowDtype Timestamp Timedelta Period Interval'),
  ...each('pyarrow.lib', '_restore_array type_for_alias py_buffer'),
  'pandas._libs.internals._unpickle_block',
  'pandas._libs.tslibs.timestamps._unpickle_timestamp',
  'pandas._libs.tslibs.timedeltas._timedelta_unpickle',
  'pandas._libs.tslibs.nattype._nat_unpickle',
  'pandas._libs.tslibs.period._unpickle_period',
  ...each('pandas.core.indexes.base', '_new_Index'),
  ...each('pandas.core.indexes.datetimes', '_new_DatetimeIndex'),
  ...each('pandas.core.indexes.period', '_new_PeriodIndex'),
  ...each('torch._utils', '_rebuild_tensor _rebuild_tensor_v2 _rebuild_tensor_v3 _rebuild_parameter'),
  ...each('torch._utils', '_rebuild_parameter_with_state _rebuild_qtensor _rebuild_sparse_tensor'),
  ...each('torch._utils', '_rebuild_meta_tensor_no_storage _rebuild_nested_tensor'),
  'torch._tensor._rebuild_from_type_v2',
  'torch.serialization._get_layout',
  'torch.torch_version.TorchVersion',
  ...each('torch.storage', 'TypedStorage UntypedStorage _TypedStorage _UntypedStorage'),
  ...each('torch', 'Size Tensor device Generator bool uint8 int8 int16 int32 int64 float16 float32 float64 bfloat16'),
  ...each('torch', 'complex64 complex128 float8_e4m3fn float8_e5m2 strided sparse_coo contiguous_format'),
  'torch.nn.parameter.Parameter',
  'torch.nn.parameter.Buffer',
  ...each('torch.nn.functional', 'relu gelu silu tanh sigmoid softmax leaky_relu elu mish log_softmax softplus'),
  ...each('torch._C._nn', 'gelu silu softplus elu leaky_relu mish'),
  'xgboost.core.Booster',
  'xgboost.compat.XGBoostLabelEncoder',
  'lightgbm.basic.Booster',
  'lightgbm.compat._LGBMLabelEncoder',
]);

interface Family {
  readonly pattern: RegExp;
  readonly not?: RegExp;
}

/**
 * Classes of a package, by their capital letter. Left out is what these packages' modules import from elsewhere under
 * such a name (found by listing them in scikit-learn 1.9), and their parts for tests, downloads and parallel work.
 */
const families: readonly Family[] = [
  {
    pattern: /^sklearn(?:\.[a-z_]\w*)+\.(?:_?[A-Z]\w*|__pyx_unpickle_\w+|newObj)$/u,
    not: /\.(?:tests|_testing|conftest|externals|datasets|fixes|parallel|_mocking|callback|_available_if|_test_common|estimator_checks|_build_utils|_repr_html)\.|\.(?:StringIO|MethodType|NamedTuple|Thread|Queue|Client|Connection|Listener|SkipTest|Parallel|Memory|Path|Popen)$/u,
  },
  { pattern: /^scipy\.sparse\.(?:_?[a-z]+\.)?(?:csr|csc|coo|bsr|dia|dok|lil)_(?:matrix|array)$/u },
  { pattern: /^numpy\.dtypes\.[A-Z]\w*DType$/u },
  { pattern: /^numpy\.dtype\[\w+\]$/u },
  {
    pattern: /^pandas\.core\.(?:frame|series|internals|indexes|arrays|dtypes)(?:\.[a-z_]\w*)*\.[A-Z]\w*$/u,
    not: /\.(?:Path|StringIO|NamedTuple|Thread)$/u,
  },
  { pattern: /^pandas\.arrays\.[A-Z]\w*Array$/u },
  { pattern: /^pandas\._libs\.(?:tslibs\.\w+|arrays|internals|interval)\.(?:__pyx_unpickle_\w+|[A-Z]\w*)$/u },
  { pattern: /^torch\.[A-Z][a-z]+[A-Za-z0-9]*Storage$/u },
  {
    pattern: /^torch\.nn\.modules\.[a-z_]+\.[A-Z]\w*$/u,
    not: /^torch\.nn\.modules\.(?:lazy|utils)\.|\.(?:LambdaType|Thread)$/u,
  },
  { pattern: /^xgboost\.sklearn\.XGB\w+$/u },
  { pattern: /^lightgbm\.sklearn\.(?:LGBM\w+|_ObjectiveFunctionWrapper)$/u },
  { pattern: /^catboost\.core\.(?:CatBoost\w*|_CatBoostBase)$/u },
];
