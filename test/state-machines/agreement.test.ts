import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkTasks } from '../../infra/local/states/integrations/check-tasks.ts';
import { parseDefinition } from '../../infra/local/states/language/parse-definition.ts';
import { State as Lifecycle } from '../../shared/registry/schema.ts';
import { machineText } from './run.ts';

interface Rule {
  readonly ErrorEquals: readonly string[];
  readonly Next?: string;
  readonly MaxAttempts?: number;
}

interface State {
  readonly Type: string;
  readonly Resource?: string;
  readonly Arguments?: unknown;
  readonly TimeoutSeconds?: number | string;
  readonly Retry?: readonly Rule[];
  readonly Catch?: readonly Rule[];
  readonly Error?: string;
  readonly Choices?: readonly { readonly Condition: string }[];
}

interface Machine {
  readonly Comment?: string;
  readonly QueryLanguage?: string;
  readonly TimeoutSeconds?: number;
  readonly States: Readonly<Record<string, State>>;
}

const root = path.join(import.meta.dirname, '../..');
const files = readdirSync(path.join(root, 'state-machines'));
const machines = files.map((file) => {
  const name = file.replace('.asl.json', '');
  return [name, JSON.parse(machineText(name)) as Machine] as const;
});
const tasks = machines.flatMap(([name, { States }]) =>
  Object.entries(States).flatMap(([state, task]) =>
    task.Type === 'Task' ? [[`${name}: ${state}`, task] as const] : [],
  ),
);
const fails = machines.flatMap(([name, { States }]) =>
  Object.entries(States).flatMap(([state, end]) =>
    end.Type === 'Fail' ? [[`${name}: ${state}`, end.Error ?? ''] as const] : [],
  ),
);

const sources = (folder: string): string =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(path.join(root, folder, file), 'utf8'))
    .join('\n');
const shared = sources('shared');
const functions = sources('functions');
const pipeline = sources('infra/pipeline');

/** Errors that pass by themselves, by who gives them. */
const LAMBDA = [
  'Lambda.TooManyRequestsException',
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
];
const transient = [
  ...LAMBDA,
  'VersionConflict',
  'AuditUnavailable',
  ...['SageMaker', 'Scheduler', 'StepFunctions'].flatMap((service) => [
    `${service}.ThrottlingException`,
    `${service}.SdkClientException`,
    `${service}.InternalServerException`,
  ]),
];
/** SageMaker says so of a configuration that it does not see yet. Only creating and updating an endpoint may wait for that. */
const notVisibleYet = ['SageMaker.SageMakerException', 'SageMaker.ValidationException'];

const validator: (definition: unknown) => { isValid: boolean; errorsText: () => string } = createRequire(
  import.meta.url,
)('asl-validator');

describe.each(machines)('%s', (name, machine) => {
  it('is in JSONata, has a time limit and says what it is for', () => {
    expect(machine.QueryLanguage).toBe('JSONata');
    expect(machine.TimeoutSeconds).toBeGreaterThan(0);
    expect(machine.Comment).toMatch(/\w+ \w+.*\./);
  });

  it('stays short enough to be read', () => {
    expect(machineText(name).split('\n').length).toBeLessThanOrEqual(250);
  });

  it('is accepted by asl-validator', () => {
    const result = validator(machine);

    expect(result.isValid, result.errorsText()).toBe(true);
  });

  it('is accepted by the interpreter, and every call has the parameters its service takes', async () => {
    await expect(checkTasks(parseDefinition(machineText(name)))).resolves.toBeUndefined();
  });

  it('waits less for its tasks than it may take itself', () => {
    for (const { TimeoutSeconds } of Object.values(machine.States))
      if (typeof TimeoutSeconds === 'number') expect(TimeoutSeconds).toBeLessThanOrEqual(machine.TimeoutSeconds ?? 0);
  });

  it('names its steps as the console should show them: an imperative or a question, once each', () => {
    for (const [state, { Type }] of Object.entries(machine.States)) {
      expect(state).toMatch(/^[A-Z][\w -]+\??$/);
      if (Type === 'Choice') expect(state).toMatch(/\?$/);
    }
  });

  it('asks only about kinds, states and reactions that exist', () => {
    const known = new Set<string>([
      ...Lifecycle.options,
      ...[...`${shared}\n${functions}`.matchAll(/z\.(?:enum|literal)\(\[?([^)\]]*)/g)].flatMap((match) =>
        [...(match[1] ?? '').matchAll(/'([^']+)'/g)].map((value) => value[1] ?? ''),
      ),
    ]);
    for (const { Choices = [] } of Object.values(machine.States))
      for (const { Condition } of Choices)
        for (const [, literal] of Condition.matchAll(/\.(?:kind|reaction|verdict) = '([^']+)'/g))
          expect([...known], Condition).toContain(literal);
  });

  it('has exactly the placeholders that infra/pipeline fills', () => {
    const wanted = [...machineText(name).matchAll(/\$\{(\w+)\}/g)].map((match) => match[1] ?? '');
    const construct = pipeline.slice(pipeline.indexOf(`definition: '${name}'`)).split('});')[0] ?? '';
    const block = (key: string) => new RegExp(`${key}: \\{([^}]*)\\}`).exec(construct)?.[1] ?? '';
    const keys = (key: string, suffix: string) =>
      [...block(key).matchAll(/(\w+):/g)].map((match) => `${match[1]}${suffix}`);

    expect([...new Set(wanted)].sort()).toEqual(
      [...keys('functions', 'Arn'), ...keys('machines', 'MachineArn')].sort(),
    );
  });
});

describe.each(tasks)('the task %s', (name, task) => {
  it('has a time limit, tries again on what passes by itself, and catches everything in the end (R-13)', () => {
    expect(task.TimeoutSeconds).toBeDefined();
    expect(task.Retry?.length).toBeGreaterThan(0);
    expect(task.Catch?.at(-1)?.ErrorEquals).toEqual(['States.ALL']);
  });

  it('tries again only on errors that pass by themselves, six times at most', () => {
    const allowed = /: (Create|Update) the endpoint$/.test(name) ? [...transient, ...notVisibleYet] : transient;
    for (const { ErrorEquals, MaxAttempts = 3 } of task.Retry ?? []) {
      expect(allowed).toEqual(expect.arrayContaining([...ErrorEquals]));
      expect(MaxAttempts).toBeLessThanOrEqual(6);
    }
  });

  it('tries a function again on all of the errors that Lambda documents as passing', () => {
    if (!task.Resource?.includes('lambda:invoke')) return;
    expect(task.Retry?.flatMap(({ ErrorEquals }) => ErrorEquals)).toEqual(expect.arrayContaining(LAMBDA));
  });

  it('names no error of ours that no code throws', () => {
    const own = [...(task.Retry ?? []), ...(task.Catch ?? [])]
      .flatMap(({ ErrorEquals }) => ErrorEquals)
      .filter((error) => !error.includes('.'));
    for (const error of own) expect(shared).toContain(`class ${error} extends AppError`);
  });
});

describe('the ways to fail', () => {
  it('have names that no function throws, so that it is plain who failed', () => {
    for (const [, error] of fails) expect(shared).not.toContain(`class ${error} `);
  });

  it.each(fails)('%s has a name of its own', (_name, error) => {
    expect(error).toMatch(/^[A-Z][A-Za-z]+$/);
  });
});
