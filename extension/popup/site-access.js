// @ts-check
// Role: whether the browser lets BuzzChat into the pages it is made for, and the button that asks for it.
// Must not: ask without a click, which browsers refuse, or for a site that neither manifest.json nor the seller named.

import { browser } from '../ui/browser.js';
import { useUi } from '../ui/context.js';
import { t } from '../ui/text.js';
import { html, useEffect, useState } from '../ui/vendor/htm-preact.js';

/** How many sites are named; the rest is hinted at. */
const NAMED = 3;

/** A pattern without its path: people allow whole sites. @param {string} pattern */
const site = (pattern) => pattern.replace(/^([^:]+:\/\/[^/]+)\/.*$/, '$1/*');

/** @param {string} wanted @param {Set<string>} granted */
const covered = (wanted, granted) =>
  [wanted, wanted.replace(/\/\/[^/]+/, '//*'), '*://*/*', '<all_urls>'].some((pattern) => granted.has(pattern));

/**
 * The sites of the manifest and of the seller's own pages that people have not allowed. `permissions.contains` would deny those
 * of content scripts in Chrome.
 * @param {string[]} own
 */
async function missingSites(own) {
  const { host_permissions = [], content_scripts = [] } = browser.runtime.getManifest();
  const wanted = [...host_permissions, ...content_scripts.flatMap(({ matches }) => matches), ...own].map(site);
  const { origins = [] } = (await browser.permissions?.getAll()) ?? { origins: wanted };
  const granted = new Set(origins.map(site));
  return [...new Set(wanted)].filter((pattern) => !covered(pattern, granted));
}

/** @param {string[]} patterns */
function named(patterns) {
  const hosts = patterns.map((pattern) => pattern.replace(/^[^:]+:\/\/|\/\*$/g, ''));
  return hosts.length > NAMED ? `${hosts.slice(0, NAMED).join(', ')}, …` : hosts.join(', ');
}

/** Firefox lets people take a site away, and grants none that an update adds. */
export function SiteAccess() {
  const [missing, setMissing] = useState(/** @type {string[]} */ ([]));
  const [given, setGiven] = useState(false);
  const own = useUi().view.ownPages.map(({ origin }) => origin);
  useEffect(() => void missingSites(own).then(setMissing), [own.join()]);
  const onClick = async () => {
    const granted = await browser.permissions?.request({ origins: missing }).catch(() => false);
    setGiven(granted === true);
    setMissing(await missingSites(own));
  };
  if (missing.length === 0) return given && html`<p role="status">${t('accessGiven')}</p>`;
  return html`
    <section class="card" aria-labelledby="access">
      <h2 id="access">${t('accessMissing')}</h2>
      <p>${t('accessHint', named(missing))}</p>
      <button type="button" class="primary" onClick=${onClick}>${t('accessAllow')}</button>
    </section>`;
}
