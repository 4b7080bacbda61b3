/**
 * Classes that Keras 3.15 exports for configurations (layers, models, initialisers, regularisers, constraints, optimisers
 * with schedules, losses, metrics, quantisers, types), and those of Keras 2 that it still knows by name or replaced. Left
 * out are the layers that run or load code: Lambda, TorchModuleWrapper, TFSMLayer, FlaxLayer, JaxLayer, and TFOpLambda,
 * which calls any function of TensorFlow by its name.
 */
const CLASSES = new Set(
  `
  Functional Model Sequential
  Activation ActivityRegularization AdaptiveAveragePooling1D AdaptiveAveragePooling2D AdaptiveAveragePooling3D
  AdaptiveMaxPooling1D AdaptiveMaxPooling2D AdaptiveMaxPooling3D Add AdditiveAttention AlphaDropout Attention AugMix
  AutoContrast Average AveragePooling1D AveragePooling2D AveragePooling3D AvgPool1D AvgPool2D AvgPool3D
  BatchNormalization Bidirectional CategoryEncoding CenterCrop Concatenate
  ContrastLimitedAdaptiveHistogramEqualization Conv1D Conv1DTranspose Conv2D Conv2DTranspose Conv3D Conv3DTranspose
  ConvLSTM1D ConvLSTM2D ConvLSTM3D Convolution1D Convolution1DTranspose Convolution2D Convolution2DTranspose
  Convolution3D Convolution3DTranspose Cropping1D Cropping2D Cropping3D CutMix Dense DepthwiseConv1D DepthwiseConv2D
  Discretization Dot Dropout ELU EinsumDense Embedding Equalization Flatten GRU GRUCell GaussianDropout
  GaussianNoise GlobalAveragePooling1D GlobalAveragePooling2D GlobalAveragePooling3D GlobalAvgPool1D GlobalAvgPool2D
  GlobalAvgPool3D GlobalMaxPool1D GlobalMaxPool2D GlobalMaxPool3D GlobalMaxPooling1D GlobalMaxPooling2D
  GlobalMaxPooling3D GroupNormalization GroupQueryAttention GroupedQueryAttention HashedCrossing Hashing Identity InputLayer InputSpec
  IntegerLookup LSTM LSTMCell Layer LayerNormalization LeakyReLU Masking MaxNumBoundingBoxes MaxPool1D MaxPool2D
  MaxPool3D MaxPooling1D MaxPooling2D MaxPooling3D Maximum MelSpectrogram Minimum MixUp MultiHeadAttention Multiply
  Normalization PReLU Permute Pipeline RMSNormalization RNN RandAugment RandomBrightness RandomColorDegeneration
  RandomColorJitter RandomContrast RandomCrop RandomElasticTransform RandomErasing RandomFlip RandomGaussianBlur
  RandomGrayscale RandomHue RandomInvert RandomPerspective RandomPosterization RandomRotation RandomSaturation
  RandomSharpness RandomShear RandomTranslation RandomZoom ReLU RepeatVector Rescaling Reshape Resizing
  ReversibleEmbedding STFTSpectrogram SeparableConv1D SeparableConv2D SeparableConvolution1D SeparableConvolution2D
  SimpleRNN SimpleRNNCell Softmax Solarization SpatialDropout1D SpatialDropout2D SpatialDropout3D
  SpectralNormalization StackedRNNCells StringLookup Subtract TextVectorization TimeDistributed UnitNormalization
  UpSampling1D UpSampling2D UpSampling3D Wrapper ZeroPadding1D ZeroPadding2D ZeroPadding3D
  Constant GlorotNormal GlorotUniform HeNormal HeUniform IdentityInitializer Initializer LecunNormal LecunUniform
  Ones Orthogonal OrthogonalInitializer RandomNormal RandomUniform STFT STFTInitializer TruncatedNormal
  VarianceScaling Zeros
  L1 L1L2 L2 OrthogonalRegularizer Regularizer
  Constraint MaxNorm MinMaxNorm NonNeg UnitNorm
  Adadelta Adafactor Adagrad Adam AdamW Adamax Ftrl Lamb Lion LossScaleOptimizer MultiOptimizer Muon Nadam Optimizer
  OptimizerMap RMSprop SGD ScheduleFreeAdamW CosineDecay CosineDecayRestarts ExponentialDecay InverseTimeDecay
  LearningRateSchedule PiecewiseConstantDecay PolynomialDecay
  BinaryCrossentropy BinaryFocalCrossentropy CTC CategoricalCrossentropy CategoricalFocalCrossentropy
  CategoricalGeneralizedCrossEntropy CategoricalHinge Circle CosineSimilarity Dice Hinge Huber KLDivergence LogCosh
  Loss MeanAbsoluteError MeanAbsolutePercentageError MeanSquaredError MeanSquaredLogarithmicError Poisson
  SparseCategoricalCrossentropy SquaredHinge Tversky
  AUC Accuracy BinaryAccuracy BinaryIoU CategoricalAccuracy ConcordanceCorrelation F1Score FBetaScore FalseNegatives
  FalsePositives IoU LogCoshError Mean MeanIoU MeanMetricWrapper Metric OneHotIoU OneHotMeanIoU PearsonCorrelation
  Precision PrecisionAtRecall R2Score Recall RecallAtPrecision RootMeanSquaredError SensitivityAtSpecificity
  SparseCategoricalAccuracy SparseTopKCategoricalAccuracy SpecificityAtSensitivity Sum TopKCategoricalAccuracy
  TrueNegatives TruePositives
  AWQConfig AbsMaxQuantizer Float8QuantizationConfig GPTQConfig Int4QuantizationConfig Int8QuantizationConfig
  QuantizationConfig Quantizer
  AWQDTypePolicy DTypePolicy DTypePolicyMap FloatDTypePolicy GPTQDTypePolicy Int4DTypePolicy QuantizedDTypePolicy
  QuantizedFloat8DTypePolicy
  CuDNNGRU CuDNNLSTM LocallyConnected1D LocallyConnected2D LossFunctionWrapper Policy PolicyV1 RandomHeight
  RandomWidth SeedGenerator SumOverBatchSizeMetricWrapper SyncBatchNormalization TensorShape ThresholdedReLU
`
    .trim()
    .split(/\s+/),
);

/** Modules of operations in a graph of layers, as `x + y` or `keras.ops.relu(x)` make them. */
const OPERATIONS = /^keras\.src\.ops\.(numpy|nn|math|linalg|image|einops)$/;
/** Of the operations of the core, those that are not given a function to call. */
const OF_THE_CORE =
  'Cast ConvertToTensor SaturateCast Scatter ScatterUpdate Slice SliceUpdate StopGradient Unstack'.split(' ');

/** Whether a class is one of Keras's own that only computes. */
export const isOwnClass = (module: string | undefined, name: string): boolean => {
  if (module === 'keras.src.ops.core') return OF_THE_CORE.includes(name);
  if (module !== undefined && OPERATIONS.test(module)) return /^[A-Z]\w*$/.test(name) && name !== 'JVP';
  return CLASSES.has(name) && (module === undefined || MODULES.test(module));
};

/** Modules whose classes Keras makes from a configuration (keras.saving.serialization_lib). */
const MODULES =
  /^(keras|keras\.src|keras\.(src\.)?(layers|models|initializers|regularizers|constraints|optimizers|losses|metrics|activations|quantizers|dtype_policies|random)(\.[a-z_0-9]+)*|tf_keras\.layers|keras\.engine\.[a-z_]+)$/;

/** Whether Keras looks for functions in a module. */
export const isOwnModule = (module: string): boolean => module === 'builtins' || MODULES.test(module);

/** Activations, losses and metrics that Keras names by function. */
const FUNCTIONS =
  /^(celu|elu|exponential|gelu|glu|hard_(shrink|sigmoid|silu|swish|tanh)|leaky_relu|linear|log_(sigmoid|softmax|cosh)|mish|relu6?|selu|sigmoid|silu|swish|soft_shrink|softmax|softplus|softsign|sparse_(plus|sigmoid)|sparsemax|squareplus|tanh|tanh_shrink|threshold|mse|mae|mape|msle|kld|mean_(squared|absolute)(_percentage|_logarithmic)?_error|(sparse_)?(top_k_)?categorical_(accuracy|crossentropy|focal_crossentropy|hinge)|categorical_generalized_cross_entropy|binary_(accuracy|crossentropy|focal_crossentropy)|circle|cosine_similarity|ctc|dice|(squared_)?hinge|huber|kl_divergence|poisson|tversky|(pearson|concordance)_correlation)$/;

export const isOwnFunction = (name: string): boolean => FUNCTIONS.test(name);
