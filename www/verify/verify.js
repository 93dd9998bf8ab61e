// Role: the page: takes a file, shows how far its check is, and what it comes to. It must not know how a draw works, and
// writes names and reasons as text only.
// @ts-check

import { check, core, NoCore, Unreadable } from './check.js';
import { FIXED, TEXT } from './text.js';

/** @typedef {import('./check.js').DrawVerifier} DrawVerifier */

const MARKS = { holds: 'M9 16.5l5 5 9-11', fails: 'M11 11l10 10M21 11 11 21', stopped: 'M16 8v10M16 22.5v1' };

/**
 * @template {Element} T
 * @param {string} id
 * @param {new () => T} kind
 * @returns {T}
 */
function part(id, kind) {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`The page has no #${id}`);
  return found;
}

const page = {
  drop: part('drop', HTMLElement),
  file: part('file', HTMLInputElement),
  working: part('working', HTMLElement),
  workingText: part('working-text', HTMLElement),
  progress: part('progress', HTMLProgressElement),
  outcome: part('outcome', HTMLElement),
  mark: part('outcome-mark', SVGPathElement),
  title: part('outcome-title', HTMLElement),
  text: part('outcome-text', HTMLElement),
  name: part('outcome-file', HTMLElement),
  details: part('details', HTMLElement),
  draws: part('draws', HTMLElement),
  facts: part('facts', HTMLElement),
  find: part('find', HTMLFormElement),
  viewer: part('name', HTMLInputElement),
  found: part('found', HTMLElement),
  proven: part('proven', HTMLElement),
  unproven: part('unproven', HTMLElement),
  commitment: part('commitment', HTMLElement),
  root: part('root', HTMLElement),
};

/** @type {DrawVerifier | undefined} */
let shown;
let underWay = new AbortController();

for (const element of document.querySelectorAll('[data-text]')) {
  const key = /** @type {keyof typeof FIXED} */ (element.getAttribute('data-text'));
  element.textContent = FIXED[key];
}
document.title = TEXT.pageTitle;
// Loading begins before the first file is chosen; a failure is told when one is.
core().catch(() => {});

page.file.addEventListener('change', () => {
  void take([...(page.file.files ?? [])]);
  // Or choosing the same file again would not count as a change.
  page.file.value = '';
});

// A file dropped beside the box must not replace the page.
addEventListener('dragover', (event) => {
  event.preventDefault();
  page.drop.classList.add('over');
});
addEventListener('dragleave', (event) => event.relatedTarget === null && page.drop.classList.remove('over'));
addEventListener('drop', (event) => {
  event.preventDefault();
  page.drop.classList.remove('over');
  void take([...(event.dataTransfer?.files ?? [])]);
});

page.find.addEventListener('submit', (event) => {
  event.preventDefault();
  page.found.textContent = shown === undefined ? '' : lookUp(shown, page.viewer.value.trim());
});

/** @param {File[]} files */
async function take(files) {
  const [file] = files;
  if (file === undefined) return;
  underWay.abort();
  underWay = new AbortController();
  const { signal } = underWay;
  clear();
  if (files.length > 1) return show('stopped', TEXT.stopped, TEXT.tooMany, '');
  page.working.hidden = false;
  try {
    const verifier = await check(file, { signal, onRead: (done) => advance(TEXT.reading, done / 10), onStep: (done) => advance(TEXT.checking, 0.1 + done * 0.9) });
    describe(verifier);
    show('holds', TEXT.holds, TEXT.holdsText, file.name);
  } catch (error) {
    if (signal.aborted) return;
    if (error instanceof NoCore) show('stopped', TEXT.stopped, TEXT.noCore, file.name);
    else if (error instanceof Unreadable) show('stopped', TEXT.stopped, TEXT.unreadable, file.name);
    else show('fails', TEXT.fails, TEXT.failsText(error instanceof Error ? error.message : String(error)), file.name);
  }
}

function clear() {
  shown?.free();
  shown = undefined;
  page.outcome.hidden = true;
  page.details.hidden = true;
  page.found.textContent = '';
  page.viewer.value = '';
  page.progress.value = 0;
}

/** @param {string} text @param {number} done */
function advance(text, done) {
  if (page.workingText.textContent !== text) page.workingText.textContent = text;
  page.progress.value = done;
}

/** @param {keyof typeof MARKS} kind @param {string} title @param {string} text @param {string} name */
function show(kind, title, text, name) {
  page.working.hidden = true;
  page.outcome.dataset.kind = kind;
  page.mark.setAttribute('d', MARKS[kind]);
  page.title.textContent = title;
  page.text.textContent = text;
  page.name.textContent = name;
  page.outcome.hidden = false;
  page.details.hidden = kind !== 'holds';
  // A screen reader hears the outcome, and the keyboard goes on from there.
  page.outcome.focus();
}

/** @param {DrawVerifier} verifier */
function describe(verifier) {
  shown = verifier;
  page.draws.replaceChildren(...Array.from({ length: verifier.draws() }, (_, index) => drawOf(verifier, index + 1)));
  const keywords = verifier.keywords();
  page.facts.replaceChildren(
    ...fact(TEXT.entrants, TEXT.number(verifier.entrants())),
    ...fact(TEXT.keywords, ...(keywords.length > 0 ? keywords : [TEXT.noKeywords])),
    ...fact(TEXT.roundId, verifier.round()),
  );
  page.proven.replaceChildren(...verifier.proven().map((line) => element('li', line)));
  page.unproven.replaceChildren(...verifier.unproven().map((line) => element('li', line)));
  page.commitment.textContent = verifier.commitment();
  page.root.textContent = verifier.root();
}

/** @param {DrawVerifier} verifier @param {number} draw */
function drawOf(verifier, draw) {
  const section = document.createElement('div');
  const list = document.createElement('ol');
  list.append(...verifier.winners(draw).map(winnerOf));
  section.append(element('h3', TEXT.draw(draw)), list);
  return section;
}

/** @param {string} winner */
function winnerOf(winner) {
  const item = document.createElement('li');
  item.append(element('bdi', winner));
  return item;
}

/** @param {string} term @param {...string} values */
function fact(term, ...values) {
  const value = document.createElement('dd');
  value.append(...values.map((text) => element('bdi', text)));
  return [element('dt', term), value];
}

/** @param {string} tag @param {string} text */
function element(tag, text) {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}

/** @param {DrawVerifier} verifier @param {string} name */
function lookUp(verifier, name) {
  if (name === '') return TEXT.noName;
  const place = verifier.place(name);
  if (place === undefined) return TEXT.missing(name);
  const draws = Array.from({ length: verifier.draws() }, (_, index) => index + 1);
  // Two names are one viewer when they stand at one place.
  const won = draws.some((draw) => verifier.winners(draw).some((winner) => verifier.place(winner) === place));
  return won ? TEXT.won(name, place) : TEXT.found(name, place);
}
