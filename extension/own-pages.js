// The browser's calls for pages that the seller points at: our scripts run on exactly the addresses they are told, as long as
// the browser allows it. It must not choose an address, or remember one.
// @ts-check

import { scripts } from './open-tabs.js';

/** @param {string} site */
const registered = async (site) => (await chrome.scripting.getRegisteredContentScripts({ ids: [site] })).length > 0;

export const ownPages = {
  /**
   * @param {string} site @param {string} origin
   * @returns {Promise<boolean>} whether our scripts run on these pages from now on
   */
  async register(site, origin) {
    if (!(await chrome.permissions.contains({ origins: [origin] }))) return false;
    if (await registered(site)) return true;
    await chrome.scripting.registerContentScripts([{ id: site, matches: [origin], js: scripts(), runAt: 'document_idle' }]);
    return true;
  },

  /** Runs our scripts on a page that is open already. @param {number} tabId */
  async enter(tabId) {
    await chrome.scripting.executeScript({ target: { tabId }, files: scripts() });
  },

  /** @param {string} site @param {string} origin */
  async forget(site, origin) {
    if (await registered(site)) await chrome.scripting.unregisterContentScripts({ ids: [site] });
    // What the manifest itself asks for cannot be given back.
    await chrome.permissions.remove({ origins: [origin] }).catch(() => {});
  },
};
