import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** What a construct must know of a state machine file. */
export interface AslFile {
  /** The definition as compact JSON, placeholders in place. */
  readonly definition: string;
  /** Names inside `${…}`. */
  readonly placeholders: ReadonlySet<string>;
  /** IAM actions of the services it calls directly, such as `sagemaker:CreateModel`. */
  readonly serviceCalls: ReadonlySet<string>;
  /** Whether it waits for machines that it starts. */
  readonly waitsForMachines: boolean;
  /** Whether a Distributed Map starts children of the machine itself. */
  readonly startsItself: boolean;
}

interface State {
  readonly Resource?: string;
  readonly States?: Readonly<Record<string, State>>;
  readonly Branches?: readonly State[];
  readonly ItemReader?: State;
  readonly ItemProcessor?: State & { readonly ProcessorConfig?: { readonly Mode?: string } };
}

/** Reads `<folder>/<name>.asl.json`. @throws Error when it is missing, has no timeout, or is not JSONata */
export const readAslFile = (folder: string, name: string): AslFile => {
  const file = path.join(folder, `${name}.asl.json`);
  if (!existsSync(file)) throw new Error(`There is no state machine file ${file}.`);
  const machine = JSON.parse(readFileSync(file, 'utf8')) as State & { TimeoutSeconds?: number; QueryLanguage?: string };
  if (machine.QueryLanguage !== 'JSONata') throw new Error(`${name}.asl.json must say "QueryLanguage": "JSONata".`);
  // CDK's own `timeout` is ignored for definitions that come from a file.
  if (!machine.TimeoutSeconds) throw new Error(`${name}.asl.json needs a TimeoutSeconds of its own.`);
  const resources = resourcesIn(machine);
  const definition = JSON.stringify(machine);
  return {
    definition,
    placeholders: new Set([...definition.matchAll(/\$\{(\w+)\}/g)].map((match) => match[1] ?? '')),
    serviceCalls: new Set(resources.flatMap((resource) => actionOf(resource) ?? [])),
    startsItself: hasDistributedMap(machine),
    waitsForMachines: resources.some((resource) => resource.includes(':states:startExecution.sync')),
  };
};

const within = ({ States = {}, Branches = [], ItemReader, ItemProcessor }: State): readonly State[] => [
  ...Object.values(States),
  ...Branches,
  ...(ItemReader ? [ItemReader] : []),
  ...(ItemProcessor ? [ItemProcessor] : []),
];

const resourcesIn = (state: State): readonly string[] => [
  ...(state.Resource ? [state.Resource] : []),
  ...within(state).flatMap(resourcesIn),
];

const hasDistributedMap = (state: State): boolean =>
  state.ItemProcessor?.ProcessorConfig?.Mode === 'DISTRIBUTED' || within(state).some(hasDistributedMap);

/** `arn:aws:states:::aws-sdk:sagemaker:createModel` needs `sagemaker:CreateModel`. Functions and machines are granted by what they are. */
const actionOf = (resource: string): string | undefined => {
  const [, service = '', call = ''] = /^arn:aws:states:::(?:aws-sdk:)?([a-z0-9]+):(\w+)/.exec(resource) ?? [];
  if (service === 'lambda' || service === 'states') return undefined;
  return `${service}:${call.charAt(0).toUpperCase()}${call.slice(1)}`;
};
