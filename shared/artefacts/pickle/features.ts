import type { Features, Notebook } from '../notebook.ts';
import { type Dict, isCount, isKind, type Value } from './values.ts';
import { fullLength, itemAt, kept, sizeOf, valueAt } from './views.ts';

/**
 * Notes the columns that a model says it reads: attributes of scikit-learn's own, or of a pipeline's first step; those of
 * a booster that lies in it as bytes.
 */
export const noteFeatures = (notebook: Notebook, root: Value): void => {
  const found = featuresOf(root, 0);
  if (found) notebook.features(found);
};

const featuresOf = (value: Value | undefined, depth: number): Features | undefined => {
  if (!isKind(value, 'instance') || !isKind(value.state, 'dict') || depth > 8) return undefined;
  const { state } = value;
  const names = namesOf(valueAt(state, 'feature_names_in_'));
  const count = [
    valueAt(state, 'n_features_in_'),
    valueAt(state, '_n_features_in'),
    valueAt(state, '_n_features'),
  ].find((one): one is number => isCount(one));
  const booster = featuresOf(valueAt(state, '_Booster'), depth + 1) ?? handleOf(state);
  if (names || count !== undefined || booster)
    return { ...booster, ...(names && { names }), ...(count !== undefined && { count }) };
  const steps = valueAt(state, 'steps');
  const first = isKind(steps, 'list') ? itemAt(steps, 0) : undefined;
  return (
    (isKind(first, 'tuple') ? featuresOf(itemAt(first, 1), depth + 1) : undefined) ??
    featuresOf(valueAt(state, 'best_estimator_'), depth + 1)
  );
};

/** What a booster keeps of itself: a text (LightGBM), or a bytearray, which older protocols make of bytes (XGBoost). */
const handleOf = (state: Dict): Features | undefined => {
  const handle = valueAt(state, 'handle') ?? valueAt(state, '_handle');
  const packed = isKind(handle, 'instance') && isKind(handle.args, 'tuple') ? itemAt(handle.args, 0) : handle;
  return isKind(packed, 'bytes') || isKind(packed, 'text') ? packed.columns : undefined;
};

/** Texts of an array of objects: directly pickled, or as joblib's wrapper with its inner pickle as state. */
const namesOf = (array: Value | undefined): readonly string[] | undefined => {
  if (!isKind(array, 'instance')) return undefined;
  if (isKind(array.state, 'instance')) return namesOf(array.state);
  const content = isKind(array.state, 'tuple') ? itemAt(array.state, 4) : undefined;
  if (!isKind(content, 'list') || fullLength(content) !== sizeOf(content)) return undefined;
  const names = kept(content).filter((item): item is string => typeof item === 'string');
  return names.length === fullLength(content) ? names : undefined;
};
