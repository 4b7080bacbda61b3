import spec from '@aws-cdk/aws-service-spec';
import type { TemplateJson } from './synthesized.ts';

const database = spec.loadAwsServiceSpecSync();

type PropertyType = NonNullable<ReturnType<typeof resourceOf>>['properties'][string]['type'];
type Properties = NonNullable<ReturnType<typeof resourceOf>>['properties'];

const resourceOf = (type: string) => database.lookup('resource', 'cloudFormationType', 'equals', type)[0];

/** What AWS's own resource specification has against a template: unknown types, unknown or missing properties, wrong values. */
export const specViolations = (template: TemplateJson): readonly string[] =>
  Object.entries(template.Resources).flatMap(([id, { Type, Properties = {} }]) => {
    const resource = resourceOf(Type);
    return resource ? ofProperties(`${id} (${Type})`, Properties, resource.properties) : [`${id}: no type ${Type}`];
  });

const ofProperties = (at: string, given: object, known: Properties): readonly string[] => [
  ...Object.entries(known).flatMap(([name, { required }]) =>
    required && !(name in given) ? [`${at}: ${name} is missing`] : [],
  ),
  ...Object.entries(given).flatMap(([name, value]) => {
    const property = known[name];
    return property ? ofValue(`${at}.${name}`, value, property.type) : [`${at}: no property ${name}`];
  }),
];

const ofValue = (at: string, value: unknown, type: PropertyType): readonly string[] => {
  if (isIntrinsic(value)) return [];
  switch (type.type) {
    case 'json':
      return [];
    case 'string':
    case 'date-time':
      return typeof value === 'string' ? [] : [`${at}: not a text`];
    case 'number':
    case 'integer':
      return Number.isFinite(Number(value)) ? [] : [`${at}: not a number`];
    case 'boolean':
      return typeof value === 'boolean' ? [] : [`${at}: neither true nor false`];
    case 'array':
      return Array.isArray(value)
        ? value.flatMap((item, i) => ofValue(`${at}[${i}]`, item, type.element))
        : [`${at}: not a list`];
    case 'map':
      return isRecord(value)
        ? Object.entries(value).flatMap(([key, item]) => ofValue(`${at}.${key}`, item, type.element))
        : [`${at}: not a map`];
    case 'tag':
      return isRecord(value) && 'Key' in value && 'Value' in value ? [] : [`${at}: not a tag`];
    case 'ref':
      return isRecord(value)
        ? ofProperties(at, value, database.get('typeDefinition', type.reference.$ref).properties)
        : [`${at}: not an object`];
    case 'union': {
      const tries = type.types.map((one) => ofValue(at, value, one));
      return tries.some((found) => found.length === 0) ? [] : (tries[0] ?? []);
    }
    default:
      return [`${at}: cannot be checked, its type is ${type.type}`];
  }
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isIntrinsic = (value: unknown): boolean =>
  isRecord(value) && Object.keys(value).length === 1 && /^(Ref|Fn::\w+)$/.test(Object.keys(value)[0] ?? '');
