import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SFNClient } from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** Makes a client at its first use and keeps it: a warm function reuses its connections. */
const once = <T>(make: () => T): (() => T) => {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
};

export const s3 = /* @__PURE__ */ once(() => new S3Client({}));
/** `undefined` members are dropped on the way in: a record has the attributes it has, and no others. */
export const documents = /* @__PURE__ */ once(() =>
  DynamoDBDocumentClient.from(new DynamoDBClient({}), { marshallOptions: { removeUndefinedValues: true } }),
);
export const stepFunctions = /* @__PURE__ */ once(() => new SFNClient({}));
export const ses = /* @__PURE__ */ once(() => new SESv2Client({}));
export const kms = /* @__PURE__ */ once(() => new KMSClient({}));
export const eventBridge = /* @__PURE__ */ once(() => new EventBridgeClient({}));
export const sageMakerRuntime = /* @__PURE__ */ once(() => new SageMakerRuntimeClient({}));
export const cloudFormation = /* @__PURE__ */ once(() => new CloudFormationClient({}));
