// @ts-check
// Role: the third step: a recorded show runs with the seller's settings, and the bot's lines appear as they would on air.
// Must not: know how the bot answers.

import { Problem, TextBox } from '../ui/fields.js';
import { t } from '../ui/text.js';
import { html, useEffect, useRef, useState } from '../ui/vendor/htm-preact.js';
import { DemoShow } from './demo-show.js';

/** @typedef {import('./demo-show.js').Row} Row */

const EVERY_MS = 900;
const KINDS = ['faq', 'welcome', 'timer', 'command'];

/** @param {{ settings: import('../ui/types.d.ts').Settings }} props */
export function Trial({ settings }) {
  const show = useRef(/** @type {DemoShow | null} */ (null));
  const [rows, setRows] = useState(/** @type {Row[]} */ ([]));
  const [shown, setShown] = useState(0);
  const [problem, setProblem] = useState('');
  const running = shown < rows.length;

  const play = async (/** @type {string} */ question = '') => {
    try {
      show.current ??= await DemoShow.open();
      if (question) show.current.ask(t('firstYou'), question);
      const played = show.current.play(settings);
      // What was seen before a question stays, and the rest is there at once.
      const asked = played.findLastIndex(({ who }) => who === 'viewer');
      setRows(played);
      setShown(question ? asked + 1 : Math.min(1, played.length));
    } catch (error) {
      console.error(error);
      setProblem(t('firstFailed'));
    }
  };
  useEffect(() => {
    if (!running) return;
    const timer = setTimeout(() => setShown(shown + 1), EVERY_MS);
    return () => clearTimeout(timer);
  }, [running, shown, rows]);

  return html`
    <div class="trial">
      <${Lines} rows=${rows.slice(0, shown)} />
      <div class="buttons">
        ${running && html`<button type="button" onClick=${() => setShown(rows.length)}>${t('firstShowAll')}</button>`}
        <button type="button" class=${rows.length ? '' : 'primary'} onClick=${() => play()}>${t(rows.length ? 'firstAgain' : 'firstPlay')}</button>
      </div>
      ${rows.length > 0 && !running && html`<${Ask} onAsk=${play} />`}
      <${Problem} text=${problem} />
    </div>`;
}

/** @param {{ rows: Row[] }} props */
function Lines({ rows }) {
  const list = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => list.current?.scrollTo({ top: list.current.scrollHeight }), [rows.length]);
  return html`
    <div class="lines" ref=${list} role="log" aria-label=${t('firstChat')} tabindex="0">
      ${rows.length === 0 && html`<p class="soft">${t('firstChatEmpty')}</p>`}
      <ol>${rows.map((row) => html`<${Line} key=${row.number} row=${row} />`)}</ol>
    </div>`;
}

/** @param {{ row: Row }} props */
function Line({ row: { who, author, text, notes } }) {
  const kind = who === 'bot' && notes.map((note) => note.kind ?? '').find((kind) => KINDS.includes(kind));
  return html`
    <li class=${who}>
      <bdi class="author">${who === 'bot' ? t('firstBot') : author}</bdi>
      ${' '}<bdi>${text || t('firstJoined')}</bdi>
      ${kind && html`${' '}<span class="tag">${t(`kind_${kind}`)}</span>`}
    </li>`;
}

/** @param {{ onAsk: (question: string) => void }} props */
function Ask({ onAsk }) {
  const [question, setQuestion] = useState('');
  const onSubmit = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (!question.trim()) return;
    onAsk(question);
    setQuestion('');
  };
  return html`
    <form class="ask" onSubmit=${onSubmit}>
      <${TextBox} label=${t('firstAsk')} own=${true} maxLength=${200} value=${question} onText=${setQuestion} />
      <button type="submit">${t('firstWrite')}</button>
    </form>`;
}
