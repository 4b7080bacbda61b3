import path from 'node:path';
import type { ResourceKind } from '../service.ts';
import { openArchive } from './archive.ts';
import { archiveArn, busArn, busName, ruleArn } from './arns.ts';
import { compilePattern } from './pattern.ts';
import type { Router } from './router.ts';
import { readRule } from './rule.ts';

export interface ResourcesDeps {
  readonly router: Router;
  readonly folder: string;
  now(): number;
  setResourcePolicy?(busArn: string, document: unknown): void;
}

export const eventResources = ({
  router,
  folder,
  now,
  setResourcePolicy,
}: ResourcesDeps): Record<string, ResourceKind> => {
  const statements = new Map<string, Map<string, unknown>>();
  return {
    'AWS::Events::EventBus': {
      // Nothing here reads tags.
      properties: ['Name', 'Description', 'Tags'],
      nameProperty: 'Name',
      attributes: (name) => ({ Arn: busArn(name), Name: name }),
      create: ({ name, properties: { Description } }) =>
        router.addBus({ name, description: Description === undefined ? undefined : String(Description) }),
    },
    'AWS::Events::Rule': {
      properties: [
        'Description',
        'EventBusName',
        'EventPattern',
        'Name',
        'ScheduleExpression',
        'State',
        'Tags',
        'Targets',
      ],
      nameProperty: 'Name',
      attributes: (name) => ({ Arn: ruleArn(name) }),
      create: (resource) => router.addRule(readRule(resource)),
    },
    'AWS::Events::Archive': {
      properties: ['ArchiveName', 'Description', 'EventPattern', 'RetentionDays', 'SourceArn'],
      nameProperty: 'ArchiveName',
      attributes: (name) => ({ Arn: archiveArn(name), ArchiveName: name }),
      create: ({ name, properties: { SourceArn, EventPattern, RetentionDays = 0 } }) => {
        const settings = {
          name,
          bus: busName(SourceArn),
          file: path.join(folder, 'archives', `${name}.jsonl`),
          matches: EventPattern === undefined ? undefined : compilePattern(EventPattern),
          retentionDays: Number(RetentionDays),
        };
        router.addArchive(openArchive(settings, now()));
      },
    },
    'AWS::Events::EventBusPolicy': {
      properties: ['EventBusName', 'Statement', 'StatementId'],
      attributes: () => ({}),
      create: ({ properties: { EventBusName, Statement, StatementId } }) => {
        const arn = busArn(busName(EventBusName));
        const own = statements.get(arn) ?? new Map<string, unknown>();
        own.set(String(StatementId), { Sid: StatementId, ...(Statement as object) });
        statements.set(arn, own);
        setResourcePolicy?.(arn, { Version: '2012-10-17', Statement: [...own.values()] });
      },
    },
  };
};
