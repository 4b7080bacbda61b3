import { NotImplementedLocally, type ResourceKind, ServiceError } from '../service.ts';
import { configurationSetArn } from './mail.ts';

/** What the template says about mail. */
export interface Senders {
  /** Addresses and domains, lower-cased. All count as verified here: there is nobody to ask. */
  readonly identities: Set<string>;
  readonly configurationSets: Set<string>;
}

/** The identity under which an address may send: itself, or its domain. */
export const identityOf = ({ identities }: Senders, address: string): string | undefined =>
  [address, address.split('@')[1] ?? ''].find((identity) => identities.has(identity));

/** @throws ServiceError NotFoundException for a set that the template does not have */
export const requireConfigurationSet = ({ configurationSets }: Senders, name: string | undefined): void => {
  if (name === undefined || configurationSets.has(name)) return;
  throw new ServiceError('NotFoundException', `Configuration set <${name}> does not exist.`, 404);
};

/** Nothing here bounces, complains or is late, so that these never have anything to tell. */
const NEVER_HAPPENS = ['BOUNCE', 'COMPLAINT', 'REJECT', 'RENDERING_FAILURE', 'DELIVERY_DELAY', 'SUBSCRIPTION'];

export const mailResources = ({ identities, configurationSets }: Senders): Readonly<Record<string, ResourceKind>> => ({
  'AWS::SES::EmailIdentity': {
    properties: [
      'EmailIdentity',
      // honestly ignored: no mail leaves this machine, so that nobody checks who signed it or gets it back
      'DkimAttributes',
      'DkimSigningAttributes',
      'MailFromAttributes',
      'FeedbackAttributes',
      'ConfigurationSetAttributes',
      // honestly ignored: nothing here reads tags
      'Tags',
    ],
    nameProperty: 'EmailIdentity',
    attributes: () => ({}),
    create: ({ name }) => {
      identities.add(name.toLowerCase());
    },
  },
  'AWS::SES::ConfigurationSet': {
    properties: [
      'Name',
      // honestly ignored, as above: delivery, reputation and suppression are matters of mail that leaves
      'DeliveryOptions',
      'ReputationOptions',
      'SendingOptions',
      'SuppressionOptions',
      'Tags',
    ],
    nameProperty: 'Name',
    attributes: (name) => ({ Arn: configurationSetArn(name) }),
    create: ({ name }) => {
      configurationSets.add(name);
    },
  },
  'AWS::SES::ConfigurationSetEventDestination': {
    properties: ['ConfigurationSetName', 'EventDestination'],
    attributes: () => ({}),
    create: ({ logicalId, properties: { ConfigurationSetName: set, EventDestination } }) => {
      if (!configurationSets.has(String(set)))
        throw new ServiceError('NotFoundException', `${logicalId}: there is no configuration set ${String(set)}`, 404);
      const { MatchingEventTypes = [] } = EventDestination as { MatchingEventTypes?: readonly string[] };
      const happens = MatchingEventTypes.find((type) => !NEVER_HAPPENS.includes(type.toUpperCase()));
      if (happens) throw new NotImplementedLocally(`events of type ${happens} about mail (${logicalId})`);
    },
  },
});
