import type { WindowQuality } from '../assurance/window-quality.ts';
import type { Asked } from '../monitoring/reaction.ts';
import type { Reaction } from '../policy/monitoring-policy.ts';

/** What a page says of a check beside its report: who answers for the model, what came of it, where its figures are. */
export interface CheckAbout {
  readonly owner: { readonly address: string; readonly name?: string };
  readonly team: string;
  /** Where the model runs, when Slipway only watches it. */
  readonly runsAt?: string;
  readonly checkedAt: string;
  /** When the window after this one ends. */
  readonly next: string;
  /** The drift alarm: raised with this window, or with an earlier one; ended with this one; or not on. */
  readonly alarm: 'entered' | 'on' | 'left' | 'off';
  /** What the policy wants done when it is raised. */
  readonly onDrift: Reaction;
  readonly asked: Pick<Asked, 'reaction' | 'because'>;
  /** The answers became worse than at release with this window. */
  readonly worsened: boolean;
  /** Windows before this one that nobody had looked at: those it takes in, and those further back that it does not. */
  readonly missed: number;
  readonly beyond: number;
  /** It was looked at before, and more records came since. */
  readonly late: boolean;
  /** Name of the file with the figures, beside the page, and its digest. */
  readonly figures: { readonly file: string; readonly sha256: string };
}

/** A file of a comparison that a person made, and the digest of its bytes. */
export interface ComparedFile {
  readonly name: string;
  readonly sha256: string;
}

/** What is known beside a report: of a live model the quality of its answers and the check, of one made by hand its files. */
export interface BesideReport {
  readonly quality?: WindowQuality;
  readonly about?: CheckAbout;
  readonly files?: { readonly rows: ComparedFile; readonly baseline: ComparedFile };
}
