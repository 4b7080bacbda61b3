import type { LiveQuality } from './live-quality.ts';
import type { WindowImportance } from './window-importance.ts';

interface Span {
  readonly from: string;
  readonly to: string;
}

/** What late labels tell of the answers of a window, or why they tell nothing. */
export type WindowQuality = MeasuredQuality | NotMeasured;

export interface MeasuredQuality extends LiveQuality {
  /** The window whose answers were labelled: the one checked, or one further back, as late as labels come. */
  readonly window: Span;
  /** What is not in these figures, each with its reason and what to do about it; nothing when they are whole. */
  readonly leftOut: readonly string[];
  /** Which columns the answers rested on, where the policy wants that measured and it was due. */
  readonly importance?: WindowImportance;
}

/** Labels came, or should have come, and were not measured. */
interface NotMeasured {
  readonly verdict: 'not-measured';
  /** Why, and what to do. */
  readonly sentence: string;
  readonly window: Span;
}
