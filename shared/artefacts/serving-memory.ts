import type { ScanFinding } from './schema.ts';

const GIGABYTE = 2 ** 30;

/** Gigabytes for each vCPU by family (https://aws.amazon.com/sagemaker/ai/pricing, memory of general, compute and memory families). */
const PER_CPU: Readonly<Record<string, number>> = { c: 2, m: 4, r: 8 };
const BURSTING: Readonly<Record<string, number>> = { medium: 4, large: 8, xlarge: 16, '2xlarge': 32 };

/** Loading holds the file and what is made of it at the same time. */
const SHARE = 0.5;

/** Memory of an instance type in bytes, `undefined` for families that are not known. */
const memoryOf = (instanceType: string): number | undefined => {
  const [, family = '', size = ''] = /^ml\.([a-z])[a-z0-9]*\.([a-z0-9]+)$/.exec(instanceType) ?? [];
  if (family === 't') return BURSTING[size] === undefined ? undefined : BURSTING[size] * GIGABYTE;
  const cpus = size === 'large' ? 2 : size === 'xlarge' ? 4 : 4 * Number(/^(\d+)xlarge$/.exec(size)?.[1]);
  const gigabytes = PER_CPU[family];
  return gigabytes === undefined || !Number.isFinite(cpus) ? undefined : gigabytes * cpus * GIGABYTE;
};

/** Whether the unpacked model leaves the serving instance room to work. */
export const memoryFindings = (instanceType: string, expandedBytes: number): readonly ScanFinding[] => {
  const memory = memoryOf(instanceType);
  if (memory === undefined || expandedBytes <= memory * SHARE) return [];
  return [
    {
      code: 'serving-memory',
      message: `the model has ${expandedBytes} bytes unpacked, more than half of the memory of ${instanceType}`,
      advice: 'choose a larger instance type, or a smaller model',
    },
  ];
};
