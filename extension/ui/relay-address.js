// @ts-check
// Role: what an address typed for the relay means: where its pages are, and which permission the worker needs to reach it.
// Must not: connect.

export const DEFAULT_RELAY = 'http://127.0.0.1:4117';

const SCHEMES = new Map([
  ['ws:', 'http:'],
  ['wss:', 'https:'],
]);

/** The origin over http, or nothing where the text is no address. @param {string} address */
function httpOrigin(address) {
  const web = address.trim().replace(/^wss?:/i, (scheme) => SCHEMES.get(scheme.toLowerCase()) ?? scheme);
  try {
    const url = new URL(web);
    return /^https?:$/.test(url.protocol) ? url : null;
  } catch {
    return null;
  }
}

/** @param {string} address of the relay, "" for the usual one @param {string} path */
export const relayPage = (address, path) => new URL(path, httpOrigin(address) ?? DEFAULT_RELAY).href;

/**
 * @param {string} address
 * @returns {{ kind: 'loopback' } | { kind: 'invalid' } | { kind: 'insecure' } | { kind: 'remote', origin: string }} a remote
 *   relay needs the permission for `origin`; one without TLS would show the pairing code to the network
 */
export function judgeAddress(address) {
  const url = httpOrigin(address);
  if (!url) return { kind: 'invalid' };
  if (['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname)) return { kind: 'loopback' };
  return url.protocol === 'https:' ? { kind: 'remote', origin: `https://${url.hostname}/*` } : { kind: 'insecure' };
}
