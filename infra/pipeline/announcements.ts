import { Duration } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Construct } from 'constructs';
import type { Env as AnnounceEnv } from '../../functions/announce/env.ts';
import type { Env as NotifyEnv } from '../../functions/notify/env.ts';
import { announcedByMail, SOURCE } from '../../shared/events/catalogue.ts';
import { DeadLetters } from '../constructs/dead-letters.ts';
import { PipelineFunction } from '../constructs/pipeline-function.ts';
import type { Foundation } from './foundation.ts';
import type { Mail } from './mail.ts';
import type { Site } from './site.ts';

export interface AnnouncementsProps extends Foundation {
  readonly site: Site;
  readonly mail: Mail;
}

/** Says on the bus, and to people by mail, what is on record; so nothing is announced that is not recorded, and all that is. */
export class Announcements extends Construct {
  readonly announce: PipelineFunction<AnnounceEnv>;

  constructor(scope: Construct, id: string, { stage, storage, site, mail }: AnnouncementsProps) {
    super(scope, id);
    const { ledger } = storage;
    const { evidence } = storage.buckets;
    const { bus } = storage.events;
    const { logDays } = stage;

    const unannounced = new DeadLetters(this, 'Unannounced', {
      impact: 'Something is on record that was not announced: mails and whatever else listens miss it.',
    });
    this.announce = new PipelineFunction<AnnounceEnv>(this, 'Announce', {
      name: 'announce',
      environment: { EVENT_BUS: bus.eventBusName },
      impact: 'Announcements are late; they are tried again in order.',
      logDays,
    });
    this.announce.addEventSource(
      new DynamoEventSource(ledger.audit.table, {
        startingPosition: StartingPosition.TRIM_HORIZON,
        batchSize: 10,
        bisectBatchOnError: true,
        reportBatchItemFailures: true,
        retryAttempts: 10,
        onFailure: new SqsDlq(unannounced),
        // Records have a type; the keys of event ids that lie beside them have none.
        filters: [
          FilterCriteria.filter({
            eventName: FilterRule.isEqual('INSERT'),
            dynamodb: { NewImage: { type: { S: FilterRule.exists() } } },
          }),
        ],
      }),
    );
    bus.grantPutEventsTo(this.announce);

    const unsent = new DeadLetters(this, 'Unsent', {
      impact: 'A notice could not be mailed: somebody does not know what became of a model.',
    });
    const notify = new PipelineFunction<NotifyEnv>(this, 'Notify', {
      name: 'notify',
      environment: {
        ...ledger.environment,
        EVIDENCE_BUCKET: evidence.bucketName,
        SITE_URL: site.url,
        MAIL_FROM: mail.from,
      },
      impact: 'Notices are late. Each is tried again twice, then kept in the dead letters.',
      logDays,
      deadLetters: unsent,
    });
    ledger.registry.allowReading(notify);
    ledger.registry.allowListing(notify);
    evidence.allowReading(notify);
    mail.allowSending(notify);
    new Rule(this, 'WorthAMail', {
      description: 'Slipway: what people must hear of',
      eventBus: bus,
      eventPattern: { source: [SOURCE], detailType: [...announcedByMail] },
      targets: [
        new LambdaFunction(notify, { deadLetterQueue: unsent, retryAttempts: 10, maxEventAge: Duration.hours(6) }),
      ],
    });
  }
}
