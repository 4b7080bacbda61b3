import { bytesField, integerField, message } from '../../support/protobuf.ts';
import { COLUMNS, type Maker, numbers, randomBytes, until } from './numbers.ts';

const NODES = 127;

export const xgboostJson: Maker = (bytes) => {
  const below = numbers(7);
  const list = (one: (i: number) => string | number) =>
    `[${Array.from({ length: NODES }, (_, i) => one(i)).join(',')}]`;
  const float = () => {
    const digits = String(below(99_999_999));
    return `${below(2) ? '-' : ''}${digits[0]}.${digits.slice(1) || '0'}E${below(2) ? '-' : ''}${below(4)}`;
  };
  const leaf = (i: number) => i >= NODES >> 1;
  let trees = 0;
  const text = until(bytes, (id) => {
    trees++;
    return `${id ? ',' : ''}{"base_weights":${list(float)},"categories":[],"categories_nodes":[],"categories_segments":[],"categories_sizes":[],"default_left":${list(() => below(2))},"id":${id},"left_children":${list((i) => (leaf(i) ? -1 : 2 * i + 1))},"loss_changes":${list((i) => (leaf(i) ? '0E0' : float()))},"parents":${list((i) => (i ? (i - 1) >> 1 : 2147483647))},"right_children":${list((i) => (leaf(i) ? -1 : 2 * i + 2))},"split_conditions":${list(float)},"split_indices":${list((i) => (leaf(i) ? 0 : below(40)))},"split_type":${list(() => 0)},"sum_hessian":${list(float)},"tree_param":{"num_deleted":"0","num_feature":"40","num_nodes":"${NODES}","size_leaf_vector":"1"}}`;
  });
  return Buffer.from(
    `{"learner":{"attributes":{},"feature_names":${JSON.stringify(COLUMNS)},"feature_types":[],"gradient_booster":{"model":{"gbtree_model_param":{"num_parallel_tree":"1","num_trees":"${trees}"},"iteration_indptr":[${Array.from({ length: trees + 1 }, (_, i) => i)}],"tree_info":[${new Array(trees).fill(0)}],"trees":[${text}]},"name":"gbtree"},"learner_model_param":{"base_score":"[3.5E-1]","boost_from_average":"1","num_class":"0","num_feature":"40","num_target":"1"},"objective":{"name":"binary:logistic","reg_loss_param":{"scale_pos_weight":"1"}}},"version":[3,2,0]}`,
  );
};

export const xgboostUbjson: Maker = (bytes) => {
  const below = numbers(9);
  const long = (value: number): Buffer => {
    const found = Buffer.alloc(9, 'L');
    found.writeBigInt64BE(BigInt(value), 1);
    return found;
  };
  const key = (name: string) => Buffer.concat([long(name.length), Buffer.from(name)]);
  const text = (value: string) => Buffer.concat([Buffer.from('S'), key(value)]);
  const typed = (type: string, width: number) =>
    Buffer.concat([Buffer.from(`[$${type}#`), long(NODES), randomBytes(NODES * width, below)]);
  const object = (entries: Readonly<Record<string, Buffer>>) =>
    Buffer.concat([
      Buffer.from('{'),
      ...Object.entries(entries).flatMap(([name, of]) => [key(name), of]),
      Buffer.from('}'),
    ]);
  const list = (items: readonly Buffer[]) => Buffer.concat([Buffer.from('[#'), long(items.length), ...items]);
  const tree = (id: number) =>
    object({
      base_weights: typed('d', 4),
      default_left: typed('U', 1),
      id: Buffer.concat([Buffer.from('l'), Buffer.from([0, id >> 16, id >> 8, id])]),
      left_children: typed('l', 4),
      loss_changes: typed('d', 4),
      parents: typed('l', 4),
      right_children: typed('l', 4),
      split_conditions: typed('d', 4),
      split_indices: typed('l', 4),
      split_type: typed('U', 1),
      sum_hessian: typed('d', 4),
      tree_param: object({ num_deleted: text('0'), num_feature: text('40'), num_nodes: text('127') }),
    });
  const trees = Array.from({ length: Math.ceil(bytes / tree(0).length) }, (_, i) => tree(i));
  return object({
    learner: object({
      feature_names: list(COLUMNS.map(text)),
      gradient_booster: object({ model: object({ trees: list(trees) }), name: text('gbtree') }),
      learner_model_param: object({ num_feature: text('40') }),
      objective: object({ name: text('binary:logistic') }),
    }),
    version: list([Buffer.from('i\x03'), Buffer.from('i\x02'), Buffer.from('i\x00')]),
  });
};

export const lightgbm: Maker = (bytes) => {
  const below = numbers(11);
  const row = (count: number, one: (i: number) => string | number) =>
    Array.from({ length: count }, (_, i) => one(i)).join(' ');
  // A whole tree, level by level: nodes from 0 on, leaves from -1 down.
  const child = (at: number) => (at < 63 ? at : 62 - at);
  const float = () => `${below(2) ? '-' : ''}0.${below(999_999_999)}${below(99_999_999)}`;
  const trees: string[] = [];
  until(bytes, (i) => {
    const tree = `Tree=${i}\nnum_leaves=64\nnum_cat=0\nsplit_feature=${row(63, () => below(40))}\nsplit_gain=${row(63, () => below(100_000) / 100)}\nthreshold=${row(63, float)}\ndecision_type=${row(63, () => 2)}\nleft_child=${row(63, (i) => child(2 * i + 1))}\nright_child=${row(63, (i) => child(2 * i + 2))}\nleaf_value=${row(64, float)}\nleaf_weight=${row(64, float)}\nleaf_count=${row(64, () => below(5000))}\ninternal_value=${row(63, float)}\ninternal_weight=${row(63, () => below(5000))}\ninternal_count=${row(63, () => below(5000))}\nis_linear=0\nshrinkage=0.1\n\n\n`;
    trees.push(tree);
    return tree;
  });
  return Buffer.from(
    `tree\nversion=v4\nnum_class=1\nnum_tree_per_iteration=1\nlabel_index=0\nmax_feature_idx=39\nobjective=binary sigmoid:1\nfeature_names=${COLUMNS.join(' ')}\nfeature_infos=${row(40, () => '[-1:1]')}\ntree_sizes=${trees.map(({ length }) => length).join(' ')}\n\n${trees.join('')}end of trees\n\nfeature_importances:\ncolumn_1=5\n\nparameters:\n[boosting: gbdt]\nend of parameters\n\npandas_categorical:null\n`,
  );
};

/** A forest as skl2onnx writes it: attributes of a tree ensemble, number by number. */
export const onnxForest: Maker = (bytes) => {
  const below = numbers(29);
  const count = Math.ceil(bytes / 40);
  const whole = (name: string, bound: number) => {
    const values = Buffer.alloc(3 * count);
    let at = 0;
    for (let i = 0; i < count; i++) {
      const value = below(bound);
      values[at++] = 0x40;
      if (value > 127) values[at++] = (value & 127) | 128;
      values[at++] = value > 127 ? value >> 7 : value;
    }
    return bytesField(5, message(bytesField(1, name), integerField(20, 7), values.subarray(0, at)));
  };
  const decimal = (name: string) => {
    const values = Buffer.alloc(5 * count);
    for (let i = 0; i < count; i++) {
      values[5 * i] = 0x3d;
      values.writeFloatLE(below(2 ** 24) / 2 ** 20, 5 * i + 1);
    }
    return bytesField(5, message(bytesField(1, name), integerField(20, 6), values));
  };
  const node = message(
    bytesField(1, 'X'),
    bytesField(2, 'label'),
    bytesField(4, 'TreeEnsembleClassifier'),
    whole('nodes_treeids', 200),
    whole('nodes_nodeids', 4000),
    whole('nodes_featureids', 40),
    decimal('nodes_values'),
    decimal('nodes_hitrates'),
    whole('nodes_truenodeids', 4000),
    whole('nodes_falsenodeids', 4000),
    whole('nodes_missing_value_tracks_true', 2),
    whole('class_ids', 2),
    whole('class_nodeids', 4000),
    decimal('class_weights'),
    bytesField(7, 'ai.onnx.ml'),
  );
  return message(integerField(1, 8), bytesField(7, message(bytesField(1, node), bytesField(2, 'forest'))));
};
