import type { Scan } from '../scan.ts';
import type { Path, Watcher } from './strict-document.ts';

const MOST_NAMES = 10_000;

/** What an XGBoost document says of itself (xgboost, doc/model.schema). */
export interface XgboostWatch extends Watcher {
  isXgboost(): boolean;
  /** Says what is missing, and notes the columns. */
  end(scan: Scan): void;
}

export const xgboostWatch = (): XgboostWatch => {
  const root = new Set<string>();
  const names: string[] = [];
  let count: number | undefined;
  const booster = new Set<string>();
  return {
    key(path) {
      if (path.length === 1 && root.size < 100) root.add(path[0] ?? '');
      if (path.length === 2 && path[0] === 'learner' && booster.size < 100) booster.add(path[1] ?? '');
    },
    value(path, value) {
      if (typeof value !== 'string' || path[0] !== 'learner') return;
      if (is(path, 'learner', 'feature_names', '[]') && names.length < MOST_NAMES) names.push(value);
      if (is(path, 'learner', 'learner_model_param', 'num_feature') && /^\d{1,9}$/.test(value)) count = Number(value);
    },
    isXgboost: () => root.has('learner'),
    end({ notebook, member }) {
      for (const part of ['learner_model_param', 'gradient_booster', 'objective'])
        if (!booster.has(part)) notebook.refuse('xgboost-incomplete', `the model has no learner.${part}`, { member });
      if (!root.has('version')) notebook.refuse('xgboost-incomplete', 'the model does not say its version', { member });
      for (const key of root)
        if (!['learner', 'version', 'Config'].includes(key))
          notebook.refuse(
            'xgboost-unknown-key',
            `${JSON.stringify(key.slice(0, 100))} is no part of an XGBoost model`,
            { member },
          );
      notebook.features({ ...(names.length > 0 && { names }), ...(count !== undefined && { count }) });
    },
  };
};

const is = (path: Path, ...keys: readonly string[]): boolean =>
  path.length === keys.length && keys.every((key, i) => path[i] === key);
