/** What a reader must know of a model to find its features and answers in a body. */
export interface CaptureShape {
  /** Feature names in the order the model reads them; none of them when only the answers are asked for. */
  readonly features: readonly string[];
  /** Name of the answer in JSON bodies. */
  readonly output?: string;
  /** Class names, when the answer is a probability for each; the most probable one is the prediction. */
  readonly classes?: readonly string[];
  /** Keep all probabilities of an answer, joined by commas, in place of the class: losses need them. */
  readonly probabilities?: boolean;
}

/** Why a body cannot be read; never leaves this context. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
}

/** A body as text, with what its writer said it is. */
export interface Body {
  readonly text: string;
  readonly json: boolean;
}
