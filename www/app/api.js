// @ts-check
// Role: the REST API as the pages call it: with the key, in its envelope, errors in its words. Must not: draw, or keep a key.

import { t } from '../ui/text.js';
import { worded } from '../ui/words.js';

const BASE = '../api/v1';

/** What went wrong, for a person. */
export class Problem extends Error {
  /** @param {string} message @param {number} status 0 where there was no answer */
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

export class Api {
  #key;
  #refused;

  /** @param {string} key @param {(why: string) => void} refused told once the key opens nothing any more */
  constructor(key, refused) {
    this.#key = key;
    this.#refused = refused;
  }

  /** @param {string} path @returns {Promise<any>} what the envelope holds */
  get(path) {
    return this.call('GET', path);
  }

  /** @param {string} method @param {string} path @param {unknown} [body] @returns {Promise<any>} */
  async call(method, path, body) {
    return envelope(await this.#ask(method, path, body));
  }

  /** The bytes of an answer without an envelope. @param {string} path */
  async file(path) {
    const answer = await this.#ask('GET', path);
    if (!answer.ok) await envelope(answer);
    return answer.text();
  }

  /** @param {string} method @param {string} path @param {unknown} [body] */
  async #ask(method, path, body) {
    const answer = await ask(method, BASE + path, body, { authorization: `Bearer ${this.#key}` });
    if (answer.status === 401) {
      const { message } = await envelope(answer).catch((problem) => problem);
      this.#refused(message);
      throw new Problem(message, 401);
    }
    return answer;
  }
}

/** Makes a key of a link's code. @param {string} code @returns {Promise<import('./types.d.ts').Session>} */
export async function exchange(code) {
  return envelope(await ask('POST', 'sign-in', { code }, {}));
}

/** @param {string} method @param {string} address @param {unknown} body @param {Record<string, string>} headers */
async function ask(method, address, body, headers) {
  const json = body === undefined ? {} : { body: JSON.stringify(body), headers: { ...headers, 'content-type': 'application/json' } };
  try {
    return await fetch(address, { method, headers, cache: 'no-store', ...json });
  } catch {
    throw new Problem(t('noAnswer'), 0);
  }
}

/** @param {Response} answer */
async function envelope(answer) {
  const said = await answer.json().catch(() => null);
  if (said?.success === true) return said.data;
  throw new Problem(said?.error ? worded(said.error.message) : t('badAnswer', answer.status), answer.status);
}
