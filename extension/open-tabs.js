// The seller's tabs. Those that were open before this version came: browsers run content scripts only in pages loaded
// afterwards, so an installed or updated extension would stay deaf there. And those with a stream, which must not be put away.
// It must not choose pages; the worker tells a page that is none of ours to rest.
// @ts-check

/** The scripts that the manifest lists for pages; one that runs beside the page's own code must be there before it. */
export const scripts = () => (chrome.runtime.getManifest().content_scripts ?? []).filter(({ world }) => world !== 'MAIN').flatMap(({ js }) => js ?? []);

/** Puts the content scripts into every open page that the host permissions reach. An older copy there hands over to them. */
export async function joinOpenTabs() {
  const files = scripts();
  for (const { id } of await chrome.tabs.query({ discarded: false })) {
    // Pages out of reach refuse, and so does a tab that closes meanwhile.
    if (id !== undefined) chrome.scripting.executeScript({ target: { tabId: id, allFrames: true }, files }).catch(() => {});
  }
}

/** Keeps the tab behind a port loaded while a stream is read there: one that is put away to save memory hears nothing. @param {chrome.runtime.Port} port */
export function keepLoaded(port) {
  const tab = port.sender?.tab?.id;
  if (port.name !== 'page' || tab === undefined) return;
  // A browser that does not know the property refuses it, at once or later, and puts no such tab away by itself.
  const mayUnload = async (/** @type {boolean} */ autoDiscardable) => void (await chrome.tabs.update(tab, { autoDiscardable }));
  const set = (/** @type {boolean} */ may) => mayUnload(may).catch(() => {});
  port.onMessage.addListener(({ type }) => {
    if (type === 'attached' || type === 'detached') set(type === 'detached');
  });
  port.onDisconnect.addListener(() => set(true));
}

/** Brings a tab to the seller's eyes. @param {number | undefined} id */
export async function showTab(id) {
  if (id === undefined) return;
  // It may have been closed since.
  const tab = await chrome.tabs.update(id, { active: true }).catch(() => null);
  if (tab) await chrome.windows.update(tab.windowId, { focused: true });
}
