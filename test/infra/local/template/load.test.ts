import { describe, expect, it } from 'vitest';
import type { ResourceKind } from '../../../../infra/local/service.ts';
import { stackOf, type Template } from '../../../../infra/local/template/assembly.ts';
import { loadStacks } from '../../../../infra/local/template/load.ts';
import { TemplateRefused } from '../../../../infra/local/template/problem.ts';

const thing: ResourceKind = {
  properties: ['Name', 'Value', 'List'],
  nameProperty: 'Name',
  attributes: (name) => ({ Arn: `arn:thing:${name}`, 'Nested.Url': `http://${name}` }),
  create: () => {},
};
const kinds = new Map<string, ResourceKind>([
  ['My::Thing', thing],
  ['AWS::S3::Bucket', { ...thing, ref: undefined }],
  ['My::Ref', { ...thing, ref: (name) => `ref:${name}` }],
]);

const load = (template: Template, parameters?: Record<string, string>) =>
  loadStacks([stackOf('App', template)], kinds, parameters)[0];
const resolved = (Value: unknown, more: Omit<Template, 'Resources'> = {}, parameters?: Record<string, string>) =>
  load(
    {
      ...more,
      Resources: {
        Other: { Type: 'My::Thing', Properties: { Name: 'other' } },
        Url: { Type: 'My::Ref' },
        It: { Type: 'My::Thing', Properties: { Value } },
      },
    },
    parameters,
  )?.resources.find(({ logicalId }) => logicalId === 'It')?.properties.Value;

describe('loading a template', () => {
  it.each([
    ['Ref', { Ref: 'Other' }, 'other'],
    ['Ref of a kind with its own', { Ref: 'Url' }, 'ref:App-Url'],
    ['GetAtt', { 'Fn::GetAtt': ['Other', 'Arn'] }, 'arn:thing:other'],
    ['GetAtt with dots', { 'Fn::GetAtt': ['Other', 'Nested.Url'] }, 'http://other'],
    ['GetAtt as text', { 'Fn::GetAtt': 'Other.Arn' }, 'arn:thing:other'],
    [
      'Sub',
      { 'Fn::Sub': '${Other}/${Other.Arn}/${AWS::Region}/${!Literal}' },
      'other/arn:thing:other/eu-central-1/${Literal}',
    ],
    ['Sub with variables', { 'Fn::Sub': ['${a}-${Other}', { a: { Ref: 'Url' } }] }, 'ref:App-Url-other'],
    ['Join', { 'Fn::Join': [':', ['a', { Ref: 'AWS::AccountId' }, { Ref: 'AWS::Partition' }]] }, 'a:000000000000:aws'],
    ['Select and Split', { 'Fn::Select': ['1', { 'Fn::Split': [':', { 'Fn::GetAtt': ['Other', 'Arn'] }] }] }, 'thing'],
    ['Base64', { 'Fn::Base64': 'abc' }, 'YWJj'],
    ['numbers and lists as they are', [1, true, null, { a: ['b'] }], [1, true, null, { a: ['b'] }]],
  ])('works out %s', (_, given, expected) => {
    expect(resolved(given)).toEqual(expected);
  });

  it('decides conditions', () => {
    const more = {
      Parameters: { Stage: { Type: 'String', Default: 'dev' } },
      Conditions: {
        IsProd: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] },
        IsAny: { 'Fn::Or': [{ Condition: 'IsProd' }, { 'Fn::Not': [{ Condition: 'IsProd' }] }] },
      },
    };
    const chosen = { a: { 'Fn::If': ['IsProd', 1, { Ref: 'AWS::NoValue' }] }, b: { 'Fn::If': ['IsAny', 2, 3] } };

    expect(resolved(chosen, more)).toEqual({ b: 2 });
    expect(resolved(chosen, more, { Stage: 'prod' })).toEqual({ a: 1, b: 2 });
  });

  it('leaves a policy condition alone, though it has the name of a function', () => {
    const Statement = [{ Effect: 'Allow', Condition: { StringEquals: { a: 'b' } } }];

    expect(resolved({ Statement })).toEqual({ Statement });
  });

  it('reads mappings and lists of parameters', () => {
    expect(
      resolved(
        { 'Fn::FindInMap': ['Sizes', { Ref: 'AWS::Region' }, 'x'] },
        { Mappings: { Sizes: { 'eu-central-1': { x: 5 } } } },
      ),
    ).toBe(5);
    expect(
      resolved({ Ref: 'Zones' }, { Parameters: { Zones: { Type: 'CommaDelimitedList', Default: 'a, b' } } }),
    ).toEqual(['a', 'b']);
  });

  it('names what the template does not name, in the limits of the service', () => {
    const long = 'A'.repeat(80);
    const stack = load({ Resources: { Data: { Type: 'AWS::S3::Bucket' }, [long]: { Type: 'AWS::S3::Bucket' } } });

    expect(stack?.resources.map(({ name }) => name)).toEqual([
      'app-data',
      expect.stringMatching(/^app-a{50}-[0-9a-f]{8}$/),
    ]);
    expect(stack?.resources[1]?.name.length).toBe(63);
  });

  it('puts each resource after those it refers to', () => {
    const stack = load({
      Resources: {
        Last: { Type: 'My::Thing', Properties: { Value: { 'Fn::Sub': '${Middle.Arn}' } } },
        Middle: { Type: 'My::Thing', DependsOn: ['First'] },
        First: { Type: 'My::Thing' },
      },
    });

    expect(stack?.resources.map(({ logicalId }) => logicalId)).toEqual(['First', 'Middle', 'Last']);
  });

  it('hands exports of one stack to the next', () => {
    const [, second] = loadStacks(
      [
        stackOf('One', {
          Resources: { A: { Type: 'My::Thing' } },
          Outputs: { Arn: { Value: { 'Fn::GetAtt': ['A', 'Arn'] }, Export: { Name: 'One:A' } } },
        }),
        stackOf('Two', {
          Resources: { B: { Type: 'My::Thing', Properties: { Value: { 'Fn::ImportValue': 'One:A' } } } },
        }),
      ],
      kinds,
    );

    expect(second?.resources[0]?.properties.Value).toBe('arn:thing:One-A');
  });

  it('ignores what only CDK and CloudFormation need', () => {
    const stack = load({
      Parameters: {
        BootstrapVersion: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk-bootstrap/version' },
      },
      Rules: { CheckBootstrapVersion: {} },
      Resources: { Meta: { Type: 'AWS::CDK::Metadata', Properties: { Analytics: 'x' } } },
    });

    expect(stack?.resources).toEqual([]);
  });

  it('refuses with all problems at once, each with its place', () => {
    const attempt = () =>
      load(
        {
          Transform: 'AWS::Serverless-2016-10-31',
          Parameters: { Needed: { Type: 'String' } },
          Resources: {
            A: { Type: 'My::Thing', Properties: { Colour: 'red', Value: { Ref: 'Nobody' } } },
            B: { Type: 'My::Unknown' },
            C: { Type: 'My::Thing', Properties: { Value: { Ref: 'Needed' } } },
            D: { Type: 'My::Thing', Properties: { Value: { 'Fn::GetAtt': ['A', 'Weight'] } }, UpdatePolicy: {} },
            E: { Type: 'My::Thing', Properties: { Value: { 'Fn::Cidr': [] } } },
            F: { Type: 'My::Thing', Properties: { Value: { Ref: 'B' } } },
          },
          Outputs: { O: { Value: { 'Fn::ImportValue': 'Elsewhere' } } },
        },
        { Mistyped: 'x' },
      );

    expect(attempt).toThrow(TemplateRefused);
    try {
      attempt();
    } catch (error) {
      expect((error as TemplateRefused).problems.map(({ logicalId, what }) => `${logicalId}: ${what}`)).toEqual([
        'Mistyped: no stack has a parameter of this name',
        'Transform: the local cloud does not know this section of a template',
        'A: the local cloud does not know its property Colour',
        'A: there is no resource or parameter Nobody',
        'B: the local cloud does not provide this type',
        'C: the parameter Needed has no value',
        'D: the local cloud does not know the attribute UpdatePolicy',
        'D: My::Thing has no attribute Weight here (A)',
        'E: the local cloud does not implement the function Fn::Cidr',
        'O: no stack before it exports Elsewhere',
      ]);
    }
  });

  it('says which resources refer to each other in a circle', () => {
    expect(() =>
      load({
        Resources: {
          A: { Type: 'My::Thing', Properties: { Value: { Ref: 'B' } } },
          B: { Type: 'My::Thing', Properties: { Value: { Ref: 'A' } } },
        },
      }),
    ).toThrow(/A -> B.*circle/);
  });
});
