// @ts-check
// Role: the chats that the seller has pointed at, on pages the package does not know.
// Must not: look at a page.

import { Confirm } from '../ui/confirm.js';
import { useUi } from '../ui/context.js';
import { t } from '../ui/text.js';
import { html, useState } from '../ui/vendor/htm-preact.js';
import { ShowPage } from './show-page.js';

export function OwnPages() {
  const rows = useUi().view.ownPages.map(({ site }) => html`<${OwnPage} key=${site} site=${site} />`);
  return html`
    <section aria-labelledby="own-pages">
      <h2 id="own-pages">${t('ownPages')}</h2>
      <p class="soft">${t('ownPagesHint')}</p>
      ${rows.length > 0 && html`<ul class="rows">${rows}</ul>`}
      <${ShowPage} />
    </section>`;
}

/** To forget cannot be undone: the seller would have to point at everything anew. @param {{ site: string }} props */
function OwnPage({ site }) {
  const { link } = useUi();
  const [asking, setAsking] = useState(false);
  const onYes = () => {
    setAsking(false);
    link.send({ type: 'forget_page', site });
  };
  return html`
    <li class="key">
      <bdi class="line">${site}</bdi>
      <button type="button" aria-label=${t('forgetPage', site)} onClick=${() => setAsking(true)}>${t('forget')}</button>
      ${asking && html`<${Confirm} question=${t('forgetQuestion', site)} yes=${t('forgetYes')} onYes=${onYes} onNo=${() => setAsking(false)} />`}
    </li>`;
}
