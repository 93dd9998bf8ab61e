// @ts-check
// Role: the page before anybody is signed in. Must not: keep the key.

import { TextBox, Problem as Wrong } from '../ui/fields.js';
import { t } from '../ui/text.js';
import { html, useState } from '../ui/vendor/htm-preact.js';
import { Api, Problem } from './api.js';

/** @param {{ problem: string, busy: boolean, onEnter: (session: import('./types.d.ts').Session) => void }} props */
export function SignIn({ problem, busy, onEnter }) {
  const [key, setKey] = useState('');
  const [wrong, setWrong] = useState('');
  const enter = async (/** @type {Event} */ event) => {
    event.preventDefault();
    try {
      await new Api(key.trim(), () => {}).get('/settings');
      onEnter({ key: key.trim(), id: '' });
    } catch (problem) {
      setWrong(/** @type {Problem} */ (problem).message);
    }
  };
  const [before, after] = t('signInHint', '\n').split('\n');
  return html`
    <main class="sign-in" id="page" tabindex="-1">
      <form class="card" aria-labelledby="sign-in" onSubmit=${enter}>
        <h1 id="sign-in"><span>Buzz</span>Chat · ${t('title')}</h1>
        ${busy && html`<p role="status">${t('signingIn')}</p>`}
        <${Wrong} text=${problem} />
        <p>${before}<code>buzzchat-relay sign-in</code>${after}</p>
        <${TextBox} code own label=${t('apiKey')} value=${key} problem=${wrong} onText=${setKey} />
        <div class="buttons"><button class="primary" disabled=${!key.trim()}>${t('signIn')}</button></div>
      </form>
    </main>`;
}
