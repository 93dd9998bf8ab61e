// @ts-check
// Role: the tab of the commands that viewers write: !name and its answer.
// Must not: match anything; the core alone knows what fires.

import { More, TextBox, commaText, wordsOf } from '../ui/fields.js';
import { t } from '../ui/text.js';
import { html } from '../ui/vendor/htm-preact.js';
import { Audience } from './audience.js';
import { Cooldowns } from './cooldowns.js';
import { NEW_COMMAND } from './fresh-items.js';
import { ItemList } from './items.js';
import { SwitchFor } from './setting-fields.js';

/**
 * @typedef {import('../ui/types.d.ts').ChatCommand} ChatCommand
 * @typedef {import('../ui/types.d.ts').Role} Role
 * @typedef {import('../ui/edits.js').Problem} FieldProblem
 * @typedef {{ item: ChatCommand, problem: FieldProblem | null, change: (fields: Partial<ChatCommand>) => void }} FieldsProps
 */

const WORDS = {
  item: 'commandItem',
  add: 'addCommand',
  fresh: 'newCommand',
  save: 'saveCommand',
  none: 'noCommands',
  enabled: 'commandItemEnabled',
  removed: 'commandRemoved',
};

const FOLDED = ['aliases', 'cooldown', 'viewerCooldown', 'roles'];

export const Commands = () => html`
  <section aria-labelledby="commands">
    <h2 id="commands">${t('commands')}</h2>
    <${SwitchFor} name="commandsEnabled" label=${t('commandsEnabled')} hint=${t('commandsHint')} />
    <${ItemList} name="commands" words=${WORDS} describe=${describe} Fields=${CommandFields} fresh=${NEW_COMMAND} />
  </section>`;

/** @param {ChatCommand} command */
const describe = ({ name, aliases, reply }) => ({
  title: [name, ...aliases].filter(Boolean).map((written) => `!${written}`).join(' '),
  detail: reply,
});

/** @param {FieldsProps} props */
function CommandFields({ item, problem, change }) {
  const part = problem && (problem.part === '' ? 'name' : problem.part);
  const wrong = (/** @type {string} */ name) => part === name && /** @type {FieldProblem} */ (problem).message;
  return html`
    <${TextBox} label=${t('commandName')} hint=${t('commandNameHint')} maxLength=${31} value=${item.name}
      problem=${wrong('name')} onText=${(/** @type {string} */ text) => change({ name: bare(text) })} />
    <${TextBox} label=${t('reply')} hint=${t('commandReplyHint')} rows=${2} maxLength=${500} value=${item.reply}
      problem=${wrong('reply')} onText=${(/** @type {string} */ reply) => change({ reply })} />
    <${More} wrong=${FOLDED.includes(part ?? '')}>
      <${TextBox} label=${t('aliases')} value=${commaText(item.aliases)} problem=${wrong('aliases')}
        onText=${(/** @type {string} */ text) => change({ aliases: wordsOf(text).map(bare) })} />
      <${Audience} label=${t('audience')} roles=${item.roles} onRoles=${(/** @type {Role[]} */ roles) => change({ roles })} />
      <${Cooldowns} item=${item} wrong=${wrong} change=${change} />
    <//>`;
}

/** Sellers write the `!` as viewers do. @param {string} text */
const bare = (text) => text.trim().replace(/^!+/, '');
