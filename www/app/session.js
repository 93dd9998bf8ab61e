// @ts-check
// Role: the key this tab is signed in with, and the code of a sign-in link. Must not: call the API, or keep a key longer than
// the tab.

/** @typedef {import('./types.d.ts').Session} Session */

const SLOT = 'buzzchat.session';
const CODE = '#sign-in=';

/** @returns {Session | null} */
export function keptSession() {
  try {
    const { key, id } = JSON.parse(sessionStorage.getItem(SLOT) ?? '');
    return typeof key === 'string' && typeof id === 'string' ? { key, id } : null;
  } catch {
    return null;
  }
}

/** @param {Session | null} session */
export function keepSession(session) {
  if (session) sessionStorage.setItem(SLOT, JSON.stringify(session));
  else sessionStorage.removeItem(SLOT);
}

/** Takes the code out of the address, so that neither the history nor somebody behind the seller sees it. */
export function takeCode() {
  if (!location.hash.startsWith(CODE)) return '';
  const code = location.hash.slice(CODE.length);
  history.replaceState(null, '', location.pathname);
  return code;
}
