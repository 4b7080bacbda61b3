import { createHash } from 'node:crypto';

/** The name of a resource that the template leaves unnamed: always the same, so that data of an earlier run is found again. */
export const generatedName = (type: string, stack: string, logicalId: string): string => {
  const name = `${stack}-${logicalId}`;
  if (type === 'AWS::S3::Bucket') return cut(name.toLowerCase().replaceAll('_', '-'), 63);
  return cut(name, longest[type] ?? 255);
};

/** Limits of AWS that a stack name with a logical id can reach. */
const longest: Readonly<Record<string, number>> = {
  'AWS::IAM::Role': 64,
  'AWS::Lambda::Function': 64,
  'AWS::Events::Rule': 64,
  'AWS::Scheduler::Schedule': 64,
  'AWS::StepFunctions::StateMachine': 80,
  'AWS::SQS::Queue': 80,
};

const cut = (name: string, limit: number): string => {
  if (name.length <= limit) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 8);
  return `${name.slice(0, limit - 9)}-${hash}`;
};
