import type { LiveQuality } from '../assurance/live-quality.ts';
import { percent, whole } from '../kernel/figures.ts';
import { html } from '../kernel/html.ts';
import { factList, page, tag, unbroken } from './page.ts';
import { qualitySection } from './quality-section.ts';
import { qualityWords } from './quality-words.ts';

/** Quality on live labels as one self-contained page. `subject` is what was measured, as a person would call it. */
export const qualityPage = (subject: string, quality: LiveQuality): string => {
  const { verdict, sentence, labelled, answered, task } = quality;
  const { tone, word } = qualityWords[verdict];
  return page({
    title: `${subject}: ${word}`,
    heading: headings[verdict](subject),
    kicker: html`${tag(tone, word)}`,
    lead: unbroken(sentence),
    body: html`${factList([
      ['Answers with a label', whole(labelled)],
      ['Answers in all', whole(answered)],
      ['Labelled', answered > 0 ? percent(labelled / answered) : 'not known'],
      ['Task', task.replaceAll('-', ' ')],
    ])}
${quality.metrics.length > 0 && html`<h2>How right were the answers</h2>`}${qualitySection(quality)}
<h2>How this was judged</h2><p class="quiet">A measure is worse when that is certain, with the uncertainty of both samples counted in and over all measures together: chance alone would bring at most 5 % of such findings. Fewer than 200 labels, or fewer than 30 of a class, give no verdict. Labels that have not come yet may tell another story.</p>`,
  });
};

const headings: Record<LiveQuality['verdict'], (subject: string) => string> = {
  worse: (subject) => `${subject} has become worse`,
  'as-released': (subject) => `${subject} is as good as at release`,
  measured: (subject) => `How good ${subject} is`,
  'not-enough-evidence': (subject) => `${subject} has too few labels to judge`,
};
