import type { DriftOverrides } from '../limits.ts';
import type { MonitorConstraints, MonitorStatistics } from './files.ts';

/** Something of Model Monitor's files that has no equal here: where it stood, and what it means that it is gone. */
export interface Lost {
  readonly path: string;
  readonly message: string;
}

/** Model Monitor's own defaults: as such they say nothing that somebody wanted. */
const STRICTEST = 1;

/**
 * The limits that mean the same here. `comparison_threshold` is held against the largest gap between two distribution
 * functions, which is the KS distance; `domain_content_threshold` is the share of values that must be known, so what it
 * leaves is the share of new ones; `datatype_check_threshold` likewise the share of values of the right type.
 */
export const limitsOf = ({ monitoring_config: config }: MonitorConstraints): DriftOverrides => {
  const { datatype_check_threshold: typed, domain_content_threshold: known, distribution_constraints } = config ?? {};
  const { perform_comparison: compare, comparison_threshold: distance } = distribution_constraints ?? {};
  return {
    ...(distance !== undefined && distance > 0 && compare !== 'Disabled' && { ks: distance }),
    ...left('newCategories', known),
    ...left('invalidChange', typed),
  };
};

// 0.1 rather than 0.09999999999999998.
const left = (name: 'newCategories' | 'invalidChange', share: number | undefined): DriftOverrides =>
  share !== undefined && share >= 0 && share < STRICTEST ? { [name]: Number((1 - share).toPrecision(12)) } : {};

/** Everything in the constraints that does not come along, and what of the rest means something else here. */
export const lostOf = (statistics: MonitorStatistics, constraints: MonitorConstraints): Lost[] => {
  const { features, monitoring_config: config } = constraints;
  const known = new Map(statistics.features.map((feature) => [feature.name, feature]));
  const { distribution_constraints: distribution, ...options } = config ?? {};
  const at = (path: string, message: string): Lost => ({ path, message });
  return [
    ...features.flatMap(({ name, inferred_type: type, completeness, ...own }): Lost[] => {
      const common = known.get(name)?.numerical_statistics?.common ?? known.get(name)?.string_statistics?.common;
      const seen = common && common.num_present / Math.max(1, common.num_present + common.num_missing);
      const overrides = own.monitoringConfigOverrides ?? own.monitoring_config_overrides ?? {};
      return [
        ...(known.has(name) ? [] : [at(name, 'it has constraints but no statistics, so it is not compared')]),
        ...(completeness !== undefined && seen !== undefined && Math.abs(completeness - seen) > 1e-6
          ? [at(name, `its completeness of ${completeness} is not kept: missing values are compared with the baseline`)]
          : []),
        ...(type === 'Integral' ? [at(name, 'that it holds whole numbers only is not checked')] : []),
        ...(Object.keys(overrides).length > 0
          ? [
              at(
                name,
                `its own settings (${Object.keys(overrides).join(', ')}) are left behind: limits hold for all columns`,
              ),
            ]
          : []),
      ];
    }),
    ...Object.entries(options).flatMap(([option, value]): Lost[] => {
      if (option === 'emit_metrics')
        return [at(`monitoring_config.${option}`, 'three metrics are emitted for a model, none for each column')];
      if (option === 'evaluate_constraints') return [];
      if (option === 'datatype_check_threshold' || option === 'domain_content_threshold')
        return value === STRICTEST
          ? [
              at(
                `monitoring_config.${option}`,
                'that not one value may differ is not kept: the limit stays half a point of a hundred',
              ),
            ]
          : [];
      return [at(`monitoring_config.${option}`, 'it has no equal here')];
    }),
    ...Object.keys(distribution ?? {})
      .filter((option) => option !== 'comparison_threshold' && option !== 'perform_comparison')
      .map((option) =>
        at(
          `monitoring_config.distribution_constraints.${option}`,
          /method/.test(option)
            ? 'every change is tested for being chance, and measured by several distances'
            : 'it has no equal here: shares of categories are compared by total variation and PSI',
        ),
      ),
  ];
};
