import type { Scan } from '../scan.ts';
import type { Watcher } from './strict-document.ts';

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
    text(path, written) {
      if (path.length !== 3 || path[0] !== 'learner') return;
      if (path[1] === 'feature_names' && path[2] === '[]' && names.length < MOST_NAMES) {
        const name = written();
        if (name !== undefined) names.push(name);
      } else if (path[1] === 'learner_model_param' && path[2] === 'num_feature') {
        const digits = written() ?? '';
        if (/^\d{1,9}$/.test(digits)) count = Number(digits);
      }
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
