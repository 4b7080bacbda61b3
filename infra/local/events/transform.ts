import { ServiceError } from '../service.ts';
import type { Event } from './event.ts';
import { jsonPath } from './json-path.ts';

/** What a target gets to see of an event: JSON text, or plain text where an input template makes such. */
export type Transform = (event: Event, occasion: { readonly rule: string; readonly ruleArn: string }) => string;

interface Shape {
  readonly Input?: unknown;
  readonly InputPath?: unknown;
  readonly InputTransformer?: unknown;
}

/** @throws ServiceError ValidationException for an input that cannot be, NotImplementedLocally for a path that is not read */
export const compileTransform = ({ Input, InputPath, InputTransformer }: Shape): Transform => {
  if ([Input, InputPath, InputTransformer].filter((one) => one !== undefined).length > 1)
    throw new ServiceError('ValidationException', 'Only one of Input, InputPath and InputTransformer may be given.');
  if (Input !== undefined) return constant(String(Input));
  if (InputTransformer !== undefined) return template(InputTransformer as Template);
  const part = jsonPath(String(InputPath ?? '$'));
  return (event) => JSON.stringify(part(event) ?? null);
};

const constant = (input: string): Transform => {
  try {
    JSON.parse(input);
  } catch {
    throw new ServiceError('ValidationException', 'JSON syntax error in input for target.');
  }
  return () => input;
};

interface Template {
  readonly InputPathsMap?: Readonly<Record<string, string>>;
  readonly InputTemplate?: string;
}

const template = ({ InputPathsMap = {}, InputTemplate }: Template): Transform => {
  if (!InputTemplate) throw new ServiceError('ValidationException', 'InputTransformer needs an InputTemplate.');
  const paths = Object.entries(InputPathsMap).map(([name, path]) => [name, jsonPath(path)] as const);
  return (event, { rule, ruleArn }) => {
    const values = new Map<string, unknown>([
      ...paths.map(([name, find]) => [name, find(event) ?? ''] as const),
      ['aws.events.rule-arn', ruleArn],
      ['aws.events.rule-name', rule],
      ['aws.events.event.ingestion-time', event.time],
      ['aws.events.event', { ...event, detail: undefined }],
      ['aws.events.event.json', event],
    ]);
    return filledIn(InputTemplate, values);
  };
};

const placeholder = /<([\w.-]+)>/g;

/** A placeholder becomes JSON where it stands alone, and text where it stands within a JSON string. */
const filledIn = (text: string, values: ReadonlyMap<string, unknown>): string =>
  text.replace(/"(?:[^"\\]|\\.)*"|<[\w.-]+>/g, (part) =>
    part.replace(placeholder, (whole, name: string) => {
      if (!values.has(name)) return whole;
      const value = values.get(name);
      if (!part.startsWith('"')) return JSON.stringify(value);
      const plain = typeof value === 'string' ? value : JSON.stringify(value);
      return JSON.stringify(plain).slice(1, -1);
    }),
  );
