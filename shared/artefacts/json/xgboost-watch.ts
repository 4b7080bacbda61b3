import type { Features } from '../notebook.ts';
import type { Scan } from '../scan.ts';
import type { Path, Watcher } from './strict-document.ts';

const MOST_NAMES = 10_000;

/** What an XGBoost document says of itself (xgboost, doc/model.schema). */
export interface XgboostWatch extends Watcher {
  isXgboost(): boolean;
  /** Says what is missing, and notes the columns. */
  end(scan: Scan): void;
}

/** Hears which columns an XGBoost model reads; it may stand below a key, as in what a pickle keeps. */
export const xgboostColumns = (below: Path = []): Required<Pick<Watcher, 'text'>> & { features(): Features } => {
  const names: string[] = [];
  let count: number | undefined;
  const at = below.length;
  return {
    text(path, written) {
      if (path.length !== at + 3 || path[at] !== 'learner' || below.some((key, i) => path[i] !== key)) return;
      if (path[at + 1] === 'feature_names' && path[at + 2] === '[]' && names.length < MOST_NAMES) {
        const name = written();
        if (name !== undefined) names.push(name);
      } else if (path[at + 1] === 'learner_model_param' && path[at + 2] === 'num_feature') {
        const digits = written() ?? '';
        if (/^\d{1,9}$/.test(digits)) count = Number(digits);
      }
    },
    features: () => ({ ...(names.length > 0 && { names }), ...(count !== undefined && { count }) }),
  };
};

export const xgboostWatch = (): XgboostWatch => {
  const root = new Set<string>();
  const booster = new Set<string>();
  const columns = xgboostColumns();
  return {
    text: columns.text,
    key(path) {
      if (path.length === 1 && root.size < 100) root.add(path[0] ?? '');
      if (path.length === 2 && path[0] === 'learner' && booster.size < 100) booster.add(path[1] ?? '');
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
      notebook.features(columns.features());
    },
  };
};
