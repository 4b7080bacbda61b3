import type { CaptureTemplate } from './capture-template.ts';
import type { Source } from './source.ts';

/** What a reader of many records did: how many it read, and where it stopped. */
interface RecordRun {
  readonly records: number;
  readonly end: number;
}

/** Reads records of one row each from `at` on, up to `to`, into rows from `row` on, `most` of them at most. */
export type RecordScanner = (source: Source, at: number, to: number, row: number, most: number) => RecordRun;

/** What reads records in the form of a template; a body that begins with `header` it leaves alone. Nothing when it has no room. */
export type RecordForms = (template: CaptureTemplate, header: Uint8Array) => RecordScanner | undefined;
