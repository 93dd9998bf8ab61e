// @ts-check
// Role: connects a line: what carries it, and the boxes for what its service needs. Must not: check them, or keep a secret once
// the relay has it.

import { Choice, Problem, TextBox } from '../ui/fields.js';
import { t } from '../ui/text.js';
import { html, useState } from '../ui/vendor/htm-preact.js';
import { CHANNELS } from './begin.js';
import { useDeed, useDesk } from './load.js';
import { Card, Once } from './parts.js';

/** What each connector's service needs, by the names that the relay has for it. @type {Record<string, { code?: string[], secret?: string[] }>} */
const NEEDS = {
  sandbox: {},
  bluebubbles: { code: ['url'], secret: ['password'] },
  cloud: { code: ['phone_number_id'], secret: ['access_token', 'app_secret', 'verify_token'] },
  waha: { code: ['url', 'session'], secret: ['key'] },
};
/** The service that is told by hand where to call; the relay tells the others. */
const TOLD_BY_HAND = 'cloud';

/** @param {{ onConnected: () => void }} props */
export function Connect({ onConnected }) {
  const { api } = useDesk();
  const [connector, setConnector] = useState('sandbox');
  const [channel, setChannel] = useState('imessage');
  const [name, setName] = useState('');
  const [settings, setSettings] = useState(/** @type {Record<string, string>} */ ({}));
  const [relayUrl, setRelayUrl] = useState(location.origin);
  const [hook, setHook] = useState('');
  const { run, busy, problem } = useDeed();
  const isSandbox = connector === 'sandbox';
  const turn = (/** @type {string} */ next) => {
    setConnector(next);
    setSettings({});
  };
  const connect = (/** @type {Event} */ event) => {
    event.preventDefault();
    const wanted = isSandbox ? { connector, channel } : { connector, settings, relayUrl };
    void run(async () => {
      const { hookUrl } = await api.call('POST', '/lines', name.trim() ? { ...wanted, name } : wanted);
      setHook(connector === TOLD_BY_HAND ? hookUrl : '');
      setName('');
      setSettings({});
      onConnected();
    });
  };
  const { code = [], secret = [] } = NEEDS[connector];
  const box = (/** @type {string} */ setting, isSecret = false) => html`
    <${TextBox} own key=${setting} code=${!isSecret} secret=${isSecret} label=${t(`setting_${setting}`)} hint=${t(`hint_${connector}_${setting}`)}
      value=${settings[setting] ?? ''} onText=${(/** @type {string} */ text) => setSettings((before) => ({ ...before, [setting]: text }))} />`;
  return html`
    <${Card} id="new-line" title=${t('newLine')}>
      ${hook && html`<${Once} label=${t('hookOnce')} text=${hook} onDone=${() => setHook('')} />`}
      <form onSubmit=${connect}>
        <div class="pair">
          <${Choice} label=${t('carriedBy')} hint=${t(`about_${connector}`)} value=${connector} options=${named(Object.keys(NEEDS), 'connector')} onChoose=${turn} />
          ${isSandbox && html`<${Choice} label=${t('channel')} value=${channel} options=${named(CHANNELS, 'channel')} onChoose=${setChannel} />`}
        </div>
        ${code.map((setting) => box(setting))}${secret.map((setting) => box(setting, true))}
        ${!isSandbox && html`<${TextBox} own code label=${t('relayUrl')} hint=${t('relayUrlHint')} value=${relayUrl} maxLength=${2048} onText=${setRelayUrl} />`}
        <${TextBox} own label=${t('lineName')} value=${name} maxLength=${100} onText=${setName} />
        <${Problem} text=${problem} />
        <div class="buttons"><button class="primary" disabled=${busy}>${t(isSandbox ? 'addSandbox' : 'connectLine')}</button></div>
      </form>
    <//>`;
}

/** @param {string[]} names @param {string} what @returns {[string, string][]} */
const named = (names, what) => names.map((name) => [name, t(`${what}_${name}`)]);
