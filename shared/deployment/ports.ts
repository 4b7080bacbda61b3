/** Asks a served model. */
export interface Inference {
  /** Sends rows in the model's content type; answers the body. @throws InferenceFailed when the endpoint does not answer with 2xx */
  invoke(
    endpoint: string,
    body: string,
    contentType: string,
    inferenceId?: string,
  ): Promise<{ readonly body: string; readonly contentType: string; readonly milliseconds: number }>;
}
