import path from 'node:path';
import { MonitorConstraints, MonitorStatistics } from '../../shared/monitoring/model-monitor/files.ts';
import { type ImportedBaseline, importBaseline } from '../../shared/monitoring/model-monitor/import-baseline.ts';
import type { FeatureProfile } from '../../shared/monitoring/schema.ts';
import type { Finding } from '../../shared/registry/schema.ts';
import { manifestColumns } from './expected-columns.ts';
import { jsonFile, refused } from './refused.ts';
import { paint, say } from './terminal.ts';

/**
 * A baseline of SageMaker Model Monitor as a profile. A manifest says which columns are inputs, in which order the model
 * reads them, and which one is its answer; without it every column is an input, in the order of the file.
 */
export const monitorBaseline = (statistics: string, constraints?: string, manifest?: string): ImportedBaseline => {
  const [known, kept] = [
    jsonFile(statistics, MonitorStatistics),
    constraints ? jsonFile(constraints, MonitorConstraints) : undefined,
  ];
  const findings = [known, kept].flatMap((reading) => (reading?.kind === 'refused' ? reading.findings : []));
  if (known.kind === 'refused' || kept?.kind === 'refused')
    throw refused('This is no baseline of Model Monitor:', findings);
  const imported = importBaseline(modelOf(statistics), known.value, kept?.value);
  return manifest ? arranged(imported, manifest, statistics) : imported;
};

/** What came along, and everything that did not. */
export const sayImport = ({ limits, lost }: ImportedBaseline): void => {
  const taken = Object.entries(limits);
  if (taken.length > 0) {
    say(`\nIts limits came along and are in the profile. To watch the live model by them, write into its manifest:`);
    say(
      `  monitoring: { schedule: rate(1 hour), drift: { ${taken.map(([name, limit]) => `${name}: ${limit}`).join(', ')} } }`,
    );
  }
  say(lost.length === 0 ? '\nNothing was left behind.' : `\n${paint('strong', 'Not carried over')}`);
  for (const { path: where, message } of lost) say(`  ${where}: ${message}`);
};

const arranged = ({ profile, ...rest }: ImportedBaseline, manifest: string, statistics: string): ImportedBaseline => {
  const { model, version, inputs, output, classes } = manifestColumns(manifest);
  const found = new Map(profile.features.map((feature) => [feature.name, feature]));
  const findings: Finding[] = [];
  const features = inputs.flatMap((shape): FeatureProfile[] => {
    const own = found.get(shape.name);
    if (own?.shape.type === shape.type) return [own];
    const message = own ? `${shape.name} is a ${own.shape.type}` : `there is no column ${shape.name}`;
    findings.push({
      path: statistics,
      code: 'other-column',
      message,
      expected: `a ${shape.type}, as the manifest declares it`,
    });
    return [];
  });
  if (findings.length > 0) throw refused('The baseline does not fit the manifest:', findings);
  const prediction = output && found.get(output.name);
  const used = new Set([...features, prediction].map((feature) => feature?.name));
  return {
    ...rest,
    profile: {
      ...profile,
      model,
      version,
      features,
      ...(prediction && { prediction }),
      ...(classes && { classes: [...classes] }),
    },
    lost: [
      ...rest.lost,
      ...profile.features
        .filter(({ name }) => !used.has(name))
        .map(({ name }) => ({ path: name, message: 'the manifest does not name this column' })),
    ],
  };
};

const modelOf = (statistics: string): string => path.basename(path.dirname(path.resolve(statistics))) || 'model';
