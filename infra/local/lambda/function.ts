/** A Lambda function as the template describes it. */
export interface LambdaFunction {
  readonly name: string;
  readonly arn: string;
  /** Folder with the code. */
  readonly code: string;
  readonly handler: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Megabytes. */
  readonly memory: number;
  readonly timeoutSeconds: number;
  readonly roleName: string;
  readonly logGroup: string;
  readonly description: string;
  readonly reservedConcurrency?: number;
  readonly deadLetterArn?: string;
}

/** What an invocation came to. `payload` is JSON text: the result, or the error object when `failed`. */
export interface Outcome {
  readonly requestId: string;
  readonly failed: boolean;
  readonly payload: string;
}

/** The error object that Lambda itself makes, such as that of a timeout. */
export const platformError = (requestId: string, errorType: string, what: string): Outcome => ({
  requestId,
  failed: true,
  payload: JSON.stringify({ errorType, errorMessage: `RequestId: ${requestId} Error: ${what}` }),
});
