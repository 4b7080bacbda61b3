import { npz, safetensors } from './arrays.ts';
import type { Maker } from './numbers.ts';
import { joblibArrays, records, vocabulary } from './pickles.ts';
import { lightgbm, onnxForest, xgboostJson, xgboostUbjson } from './trees.ts';

/** Honest artefacts of every kind whose reading differs, by member name. */
export const gateArtefacts: readonly (readonly [what: string, member: string, make: Maker])[] = [
  ['joblib, four large arrays', 'model.joblib', joblibArrays],
  ['npz, two large arrays', 'model.npz', npz],
  ['safetensors', 'model.safetensors', safetensors],
  ['pickle, a vocabulary', 'model.pkl', vocabulary],
  ['pickle, tuples and dictionaries', 'records.pkl', records],
  ['XGBoost JSON', 'model.json', xgboostJson],
  ['XGBoost UBJSON', 'model.ubj', xgboostUbjson],
  ['LightGBM text', 'model.txt', lightgbm],
  ['ONNX tree ensemble', 'model.onnx', onnxForest],
];
