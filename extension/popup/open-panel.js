// @ts-check
// Role: the button that opens the side panel beside the page, in a browser that has one.
// Must not: wait for anything after the press: browsers open a panel only in the press itself.

import { browser } from '../ui/browser.js';
import { Icon } from '../ui/icons.js';
import { t } from '../ui/text.js';
import { html, useEffect, useState } from '../ui/vendor/htm-preact.js';

export function OpenPanel() {
  const [windowId, setWindowId] = useState(/** @type {number | undefined} */ (undefined));
  useEffect(() => void browser.windows?.getCurrent().then(({ id }) => setWindowId(id)), []);
  const { sidePanel, sidebarAction } = browser;
  if (!sidePanel && !sidebarAction) return null;
  const open = async () => {
    if (sidebarAction) await sidebarAction.open();
    else if (windowId !== undefined) await sidePanel?.open({ windowId });
    globalThis.close();
  };
  return html`
    <button type="button" class="icon" aria-label=${t('openPanel')} title=${t('openPanel')} onClick=${open}>
      <${Icon} name="panel" /></button>`;
}
