import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import * as z from 'zod';
import { cloudFormation } from '../../shared/adapters/clients.ts';
import { Complaint } from './terminal.ts';

/** Names that the stacks publish as outputs: all that a person's tool needs to know of an installation. */
const Outputs = z.object({
  IntakeBucket: z.string(),
  ArtefactBucket: z.string(),
  EvidenceBucket: z.string(),
  RegistryTable: z.string(),
  AuditTable: z.string(),
  ApprovalsTable: z.string(),
  SigningKeyArn: z.string(),
  ReleaseMachineArn: z.string(),
  MonitorMachineArn: z.string(),
  RollbackMachineArn: z.string(),
  RetireMachineArn: z.string(),
  SiteUrl: z.string(),
});
export type Outputs = z.infer<typeof Outputs>;

const HINT = 'For the local cloud of this folder, start it with npm start and add --local.';
const STACKS = ['slipway-storage', 'slipway-pipeline'];

/** Finds the installation through its stacks, in the account and region (or local cloud) the SDK is configured for. */
export const findOutputs = async (): Promise<Outputs> => {
  const found: Record<string, string> = {};
  for (const StackName of STACKS) {
    const { Stacks = [] } = await cloudFormation()
      .send(new DescribeStacksCommand({ StackName }))
      .catch((error: Error) => {
        throw new Complaint(
          /does not exist/.test(error.message)
            ? `There is no stack ${StackName} in this account and region: deploy Slipway first, or choose another region.\n${HINT}`
            : `AWS could not be asked: ${error.message.trim() || error.name}\n${HINT}`,
        );
      });
    for (const { OutputKey, OutputValue } of Stacks[0]?.Outputs ?? [])
      if (OutputKey) found[OutputKey] = OutputValue ?? '';
  }
  const parsed = Outputs.safeParse(found);
  if (!parsed.success)
    throw new Complaint(
      `The stacks lack outputs: ${parsed.error.issues.map((issue) => issue.path.join('.')).join(', ')}. Deploy them again with this version.`,
    );
  return parsed.data;
};
