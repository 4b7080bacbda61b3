import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { specViolations } from './support/service-spec.ts';
import { synthesized, type TemplateJson } from './support/synthesized.ts';

const { app, templates } = synthesized();
const stacks = Object.entries(templates);

/** What changes with every edit of a function or a machine, and is tested where it is made. */
const withoutCode = (template: TemplateJson): unknown =>
  JSON.parse(
    JSON.stringify(template, (key, value) =>
      key === 'DefinitionString' ? '<state-machines/*.asl.json>' : value,
    ).replace(/[0-9a-f]{64}\.zip/g, '<hash>.zip'),
  );

describe('the stacks', () => {
  it.each(stacks)('%s agrees with the specification that AWS publishes', (_name, template) => {
    expect(specViolations(template)).toEqual([]);
  });

  it('have no finding of AWS Solutions checks that is not acknowledged with a reason', () => {
    const { violations } = new AwsSolutionsChecks().validateScope(app);

    expect(violations.map(({ ruleName, violatingResources }) => [ruleName, violatingResources])).toEqual([]);
  });

  it.each(stacks)(
    '%s is made of plain resources: no macro, no nested stack, no custom resource, no Python',
    (_name, template) => {
      expect(template.Transform).toBeUndefined();
      const types = Object.values(template.Resources).map(({ Type }) => Type);
      expect(types.filter((type) => type.startsWith('Custom::') || type.startsWith('AWS::CloudFormation::'))).toEqual(
        [],
      );
      expect(JSON.stringify(template)).not.toMatch(/python/i);
    },
  );

  it.each(stacks)('%s is what was reviewed', (_name, template) => {
    expect(withoutCode(template)).toMatchSnapshot();
  });

  it('asks the deployer for nothing but what only the deployer knows', () => {
    const asked = stacks.flatMap(([, { Parameters = {} }]) => Object.keys(Parameters)).sort();

    expect(asked).toEqual(['MailFrom', 'OidcClientId', 'OidcIssuer', 'OnnxImage', 'OpsEmail', 'SiteUrl']);
  });
});

describe('the check against the specification', () => {
  const queue = (Properties: Record<string, unknown>): TemplateJson => ({
    Resources: { Queue: { Type: 'AWS::SQS::Queue', Properties } },
  });

  it('lets a good resource pass', () => {
    expect(specViolations(queue({ QueueName: { Ref: 'Name' }, VisibilityTimeout: 30 }))).toEqual([]);
  });

  it('finds unknown types and properties, wrong values and missing ones', () => {
    expect(specViolations({ Resources: { X: { Type: 'AWS::SQS::Heap' } } })).toEqual(['X: no type AWS::SQS::Heap']);
    expect(specViolations(queue({ Colour: 'red' }))).toEqual(['Queue (AWS::SQS::Queue): no property Colour']);
    expect(specViolations(queue({ FifoQueue: 'perhaps' }))).toHaveLength(1);
    expect(specViolations({ Resources: { P: { Type: 'AWS::SQS::QueuePolicy' } } })).toHaveLength(2);
  });
});
