import type { announcedByMail } from '../events/catalogue.ts';

/** Records that somebody is told of by mail. */
export type NoticeType = (typeof announcedByMail)[number];
