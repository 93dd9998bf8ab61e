// @ts-check
// Role: in one line how the streams stand, trouble first; unfolds to the rows.
// Must not: judge a stream; ui/streams.js does.

import { useUi } from '../ui/context.js';
import { Icon } from '../ui/icons.js';
import { NoStream, Streams, health, siteName } from '../ui/streams.js';
import { plural, t } from '../ui/text.js';
import { html, useState } from '../ui/vendor/htm-preact.js';
import { worded } from '../ui/words.js';

const TONES = ['bad', 'limited', 'good'];

export function Health() {
  const [open, setOpen] = useState(false);
  const { view } = useUi();
  if (view.streams.length === 0 && view.pages.length === 0) return html`<section class="health" aria-label=${t('streams')}><${NoStream} /></section>`;
  const [tone, words] = summary(view);
  return html`
    <div class="health">
      <button type="button" aria-expanded=${String(open)} aria-controls="health" onClick=${() => setOpen(!open)}>
        <span class=${`dot ${tone}`} /><span class="line">${words}</span><${Icon} name="fold" />
      </button>
      <div id="health" hidden=${!open}>${open && html`<${Streams} />`}</div>
    </div>`;
}

/** What a glance must tell. @param {import('../ui/types.d.ts').View} view @returns {[tone: string, words: string]} */
function summary({ streams, pages, sites }) {
  const lost = pages.filter(({ stream }) => !stream).map(({ site, reason }) => ({ site, tone: 'bad', words: reason ? worded(reason) : t('healthNone') }));
  const held = streams.map((stream) => ({ site: stream.stream.site, tone: health(stream)[0], words: stream.reason ? worded(stream.reason) : health(stream)[1] }));
  const [worst] = [...held, ...lost].sort((a, b) => TONES.indexOf(a.tone) - TONES.indexOf(b.tone));
  if (worst.tone === 'good' && streams.length > 1) return ['good', plural('streamsGood', streams.length)];
  return [worst.tone, `${siteName(sites, worst.site)}: ${worst.words}`];
}
