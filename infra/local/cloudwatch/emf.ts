import { type Measurement, single } from './series.ts';

/** What a log line in CloudWatch's embedded metric format holds. `problems` say what CloudWatch would drop, and why. */
export interface EmbeddedMetrics {
  readonly measurements: readonly Measurement[];
  readonly problems: readonly string[];
}

/**
 * Reads one log line. `undefined`: an ordinary line. The format must be the whole line, as CloudWatch wants it:
 * JSON with `_aws.CloudWatchMetrics`, at most 100 values a metric and 30 dimensions a set.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export const parseEmbeddedMetrics = (line: string): EmbeddedMetrics | undefined => {
  if (!line.startsWith('{') || !line.includes('"_aws"')) return undefined;
  const root = parse(line);
  const directives = isRecord(root?._aws) ? root._aws.CloudWatchMetrics : undefined;
  if (!root || !isRecord(root._aws) || !Array.isArray(directives)) return undefined;
  const { Timestamp: at } = root._aws;
  if (typeof at !== 'number' || !Number.isInteger(at))
    return { measurements: [], problems: ['_aws.Timestamp is not a whole number'] };

  const measurements: Measurement[] = [];
  const problems: string[] = [];
  for (const directive of directives.filter(isRecord)) readDirective(root, directive, at, measurements, problems);
  return { measurements, problems };
};

const readDirective = (
  root: Record<string, unknown>,
  directive: Record<string, unknown>,
  at: number,
  measurements: Measurement[],
  problems: string[],
): void => {
  const namespace = directive.Namespace;
  if (typeof namespace !== 'string' || namespace === '') return void problems.push('a directive has no Namespace');
  const sets = Array.isArray(directive.Dimensions) && directive.Dimensions.length > 0 ? directive.Dimensions : [[]];
  for (const definition of (Array.isArray(directive.Metrics) ? directive.Metrics : []).filter(isRecord)) {
    const name = String(definition.Name);
    const values = [root[name]].flat();
    if (values.length > 100 || !values.every((value) => typeof value === 'number' && Number.isFinite(value))) {
      problems.push(`${namespace} ${name} is not a number, nor a list of up to 100 numbers`);
      continue;
    }
    for (const set of sets) {
      const dimensions = dimensionsOf(root, set);
      if (!dimensions) {
        problems.push(
          `${namespace} ${name} has a dimension that is missing, no text, or one too many: ${JSON.stringify(set)}`,
        );
        continue;
      }
      const unit = typeof definition.Unit === 'string' ? definition.Unit : 'None';
      for (const value of values)
        measurements.push({ namespace, name, dimensions, unit, ...single(Number(value), at) });
    }
  }
};

const dimensionsOf = (root: Record<string, unknown>, set: unknown): Record<string, string> | undefined => {
  if (!Array.isArray(set) || set.length > 30) return undefined;
  const dimensions: Record<string, string> = {};
  for (const key of set) {
    const value = root[String(key)];
    if (typeof value !== 'string' || value === '') return undefined;
    dimensions[String(key)] = value;
  }
  return dimensions;
};

const parse = (line: string): Record<string, unknown> | undefined => {
  try {
    const value: unknown = JSON.parse(line);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
