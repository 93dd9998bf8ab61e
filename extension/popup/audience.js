// @ts-check
// Role: whom something is for, in the words a seller thinks in.
// Must not: know what it is for.

import { Choice, commaText } from '../ui/fields.js';
import { t } from '../ui/text.js';
import { html } from '../ui/vendor/htm-preact.js';

/** @typedef {import('../ui/types.d.ts').Role} Role */

/** Each stands for the roles that platforms know. @type {[string, Role[]][]} */
const AUDIENCES = [
  ['rolesEverybody', []],
  ['rolesMembers', ['host', 'cohost', 'moderator', 'vip', 'member', 'staff']],
  ['rolesModerators', ['host', 'cohost', 'moderator', 'staff']],
];

/** @param {{ label: string, roles: Role[], problem?: string, onRoles: (roles: Role[]) => void }} props */
export function Audience({ label, roles, problem, onRoles }) {
  const same = (/** @type {Role[]} */ others) => [...others].sort().join() === [...roles].sort().join();
  const chosen = AUDIENCES.find(([, others]) => same(others))?.[0] ?? 'rolesOther';
  const options = AUDIENCES.map(([key]) => [key, t(key)]);
  // Roles chosen through the API may be others; the list says so and leaves them alone.
  if (chosen === 'rolesOther') options.push([chosen, t('rolesOther', commaText(roles))]);
  const onChoose = (/** @type {string} */ key) => onRoles(AUDIENCES.find(([known]) => known === key)?.[1] ?? roles);
  return html`<${Choice} label=${label} options=${options} value=${chosen} problem=${problem} onChoose=${onChoose} />`;
}
