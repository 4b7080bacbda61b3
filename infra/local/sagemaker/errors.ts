import { ServiceError } from '../service.ts';
import { configArn, endpointArn, modelArn } from './arns.ts';

// SageMaker has no error of its own for what is missing or there already: callers tell by the message, so the words are AWS's.
const NAMES = {
  model: ['model', modelArn],
  config: ['endpoint configuration', configArn],
  endpoint: ['endpoint', endpointArn],
} as const;
type Kind = keyof typeof NAMES;

const quoted = (kind: Kind, name: string): string => `${NAMES[kind][0]} "${NAMES[kind][1](name)}"`;

export const invalid = (message: string): ServiceError => new ServiceError('ValidationException', message);

export const notFound = (kind: Kind, name: string): ServiceError => invalid(`Could not find ${quoted(kind, name)}.`);

export const existsAlready = (kind: Kind, name: string): ServiceError =>
  invalid(`Cannot create already existing ${quoted(kind, name)}.`);

export const inProgress = (name: string): ServiceError =>
  invalid(`Cannot update in-progress ${quoted('endpoint', name)}.`);

/** AWS accepts this call and breaks the endpoint later; here it is refused, so that a rehearsal shows it. */
export const inUse = (kind: 'model' | 'config', name: string, endpoint: string): ServiceError =>
  invalid(`Cannot delete ${quoted(kind, name)} while endpoint "${endpoint}" uses it. (AWS would accept this call.)`);
