// @ts-check
// Role: begins a conversation: a phone of the sandbox writes to the seller, or the seller to a phone. Must not: check a number.

import { Choice, TextBox } from '../ui/fields.js';
import { t } from '../ui/text.js';
import { html, useEffect, useRef, useState } from '../ui/vendor/htm-preact.js';
import { LONGEST } from './compose.js';
import { useDeed, useDesk } from './load.js';

/** @type {[string, string][]} */
const WRITERS = [['phone', 'phoneWrites'], ['seller', 'youWrite']];
export const CHANNELS = ['imessage', 'whatsapp'];

/** @param {{ onBegun: (conversation: string) => void, onBack: () => void }} props */
export function Begin({ onBegun, onBack }) {
  const { api } = useDesk();
  const [draft, setDraft] = useState({ writer: 'phone', channel: 'imessage', number: '', name: '', text: '' });
  const { run, busy, problem } = useDeed();
  const title = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => title.current?.focus(), []);
  const set = (/** @type {Partial<typeof draft>} */ change) => setDraft((before) => ({ ...before, ...change }));
  const { writer, channel, number, name, text } = draft;
  const begin = (/** @type {Event} */ event) => {
    event.preventDefault();
    void run(async () => {
      const { conversationId } = writer === 'phone'
        ? await api.call('POST', '/sandbox/messages', { channel, from: number, name, text })
        : await api.call('POST', '/direct-messages', { channel, to: number, text });
      onBegun(conversationId);
    });
  };
  const choice = (/** @type {[string, string]} */ [value, label]) => html`
    <label class="choice"><input type="radio" name="writer" checked=${value === writer} onChange=${() => set({ writer: value })} />${t(label)}</label>`;
  const channels = CHANNELS.map((name) => /** @type {[string, string]} */ ([name, t(`channel_${name}`)]));
  return html`
    <section class="card talk" aria-labelledby="begin">
      <div class="head">
        <button type="button" class="small back" onClick=${onBack}>${t('backToConversations')}</button>
        <h2 id="begin" tabindex="-1" ref=${title}>${t('newConversation')}</h2>
      </div>
      <form onSubmit=${begin}>
        <div class="choices" role="radiogroup" aria-label=${t('whoWrites')}>${WRITERS.map(choice)}</div>
        <p class="hint">${t(writer === 'phone' ? 'phoneWritesHint' : 'youWriteHint')}</p>
        <div class="pair">
          <${Choice} label=${t('channel')} value=${channel} options=${channels} onChoose=${(/** @type {string} */ channel) => set({ channel })} />
          <${TextBox} own code label=${t('phoneNumber')} hint=${t('phoneNumberHint')} value=${number} maxLength=${40} onText=${(/** @type {string} */ number) => set({ number })} />
        </div>
        ${writer === 'phone' && html`<${TextBox} own label=${t('personName')} value=${name} maxLength=${100} onText=${(/** @type {string} */ name) => set({ name })} />`}
        <${TextBox} own rows=${3} label=${t('message')} value=${text} maxLength=${LONGEST[channel]} problem=${problem} onText=${(/** @type {string} */ text) => set({ text })} />
        <div class="buttons"><button class="primary" disabled=${busy || !number.trim() || !text.trim()}>${t('send')}</button></div>
      </form>
    </section>`;
}
