import type { ScanReport } from '../artefacts/schema.ts';
import { whole } from '../kernel/figures.ts';
import { type Html, html } from '../kernel/html.ts';

/** What each limit of a scan bounds, for people. */
const WORDS: Readonly<Record<string, string>> = {
  inputBytes: 'bytes of the file',
  expandedBytes: 'bytes unpacked',
  ratio: 'bytes unpacked for each byte packed',
  members: 'entries of archives',
  nameLength: 'letters of a name',
  pathDepth: 'folders in folders',
  archiveLevels: 'archives in archives',
  nesting: 'values in values',
  jsonDepth: 'depth of a JSON document',
  opcodes: 'steps of pickles',
  memoEntries: 'values a pickle remembers',
  symbolBytes: 'bytes of memory for a pickle’s values',
  headerBytes: 'bytes of a header',
  xmlAttributes: 'attributes of an XML element',
  elements: 'elements of documents',
  heldBytes: 'bytes held at once',
  unclaimedBytes: 'bytes that belong to nothing',
};

/** One limit: what it bounds, how much was used, and of how much. */
export const limitRow = ({ name, used, limit }: ScanReport['limits'][number]): Html =>
  html`<tr><td>${WORDS[name] ?? name}</td><td data-is="used">${whole(used)}</td><td class="n" data-is="of">${whole(limit)}</td></tr>`;
