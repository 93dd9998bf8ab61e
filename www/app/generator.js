// @ts-check
// Role: what writes answers where an API asks for one: the relay itself, or a model. Must not: show a key.

import { Confirm } from '../ui/confirm.js';
import { Choice, Problem, TextBox } from '../ui/fields.js';
import { t } from '../ui/text.js';
import { html, useState } from '../ui/vendor/htm-preact.js';
import { Loaded, useDeed, useDesk, useLoad } from './load.js';
import { Card } from './parts.js';

/** @typedef {import('./types.d.ts').Writer} Writer */

const KINDS = ['openai', 'anthropic'];
/** Where each is by itself. @type {Record<string, string>} */
const PLACES = { openai: 'https://api.openai.com', anthropic: 'https://api.anthropic.com' };

export function Generator() {
  const writer = useLoad('/generator');
  const draw = (/** @type {Writer} */ writer_) => html`<${Now} writer=${writer_} onChanged=${writer.reload} /><${Form} key=${`${writer_.kind} ${writer_.url} ${writer_.model}`} writer=${writer_} onChanged=${writer.reload} />`;
  return html`<${Card} id="generator" title=${t('generator')}><p class="soft">${t('generatorHint')}</p><${Loaded} from=${writer} draw=${draw} /><//>`;
}

/** What writes now. @param {{ writer: Writer, onChanged: () => void }} props */
function Now({ writer: { kind, url, model, hasKey }, onChanged }) {
  const { api } = useDesk();
  const [asked, setAsked] = useState(false);
  const { run, busy, problem } = useDeed();
  if (kind === 'embedded') return html`<p><strong>${t('writesItself')}</strong></p>`;
  const remove = () => {
    setAsked(false);
    void run(async () => {
      await api.call('DELETE', '/generator');
      onChanged();
    });
  };
  return html`
    <div class="line">
      <p><strong><bdi>${model}</bdi></strong> <bdi class="soft" dir="ltr">${url}</bdi> <span class="soft">· ${t(hasKey ? 'hasKey' : 'hasNoKey')}</span></p>
      <button type="button" class="small danger" disabled=${busy} onClick=${() => setAsked(true)}>${t('removeGenerator')}</button>
    </div>
    <${Problem} text=${problem} />
    ${asked && html`<${Confirm} question=${t('removeGeneratorQuestion')} yes=${t('removeGenerator')} onNo=${() => setAsked(false)} onYes=${remove} />`}`;
}

/** @param {{ writer: Writer, onChanged: () => void }} props */
function Form({ writer, onChanged }) {
  const { api } = useDesk();
  const first = writer.kind === 'embedded' ? 'openai' : writer.kind;
  const [draft, setDraft] = useState({ kind: first, url: writer.url ?? PLACES[first], model: writer.model ?? '', key: '' });
  const { run, busy, problem } = useDeed();
  const set = (/** @type {Partial<typeof draft>} */ change) => setDraft((before) => ({ ...before, ...change }));
  const { kind, url, model, key } = draft;
  // An address that nobody typed goes with its kind.
  const turn = (/** @type {string} */ next) => set({ kind: next, url: url === PLACES[kind] ? PLACES[next] : url });
  const isSame = writer.hasKey && kind === writer.kind && url === writer.url;
  const save = (/** @type {Event} */ event) => {
    event.preventDefault();
    void run(async () => {
      await api.call('PUT', '/generator', { kind, url, model, ...(key ? { key } : {}) });
      set({ key: '' });
      onChanged();
    });
  };
  const kinds = KINDS.map((name) => /** @type {[string, string]} */ ([name, t(`kind_of_${name}`)]));
  return html`
    <form onSubmit=${save}>
      <div class="pair">
        <${Choice} label=${t('modelSpeaks')} value=${kind} options=${kinds} onChoose=${turn} />
        <${TextBox} own code label=${t('model')} value=${model} maxLength=${200} onText=${(/** @type {string} */ model) => set({ model })} />
      </div>
      <${TextBox} own code label=${t('modelUrl')} hint=${t('modelUrlHint')} value=${url} maxLength=${2048} problem=${problem} onText=${(/** @type {string} */ url) => set({ url })} />
      <${TextBox} own secret label=${t('modelKey')} hint=${t(isSame ? 'keyStays' : 'keySealed')} value=${key} onText=${(/** @type {string} */ key) => set({ key })} />
      <div class="buttons"><button class="primary" disabled=${busy || !url.trim() || !model.trim()}>${t('useModel')}</button></div>
    </form>`;
}
