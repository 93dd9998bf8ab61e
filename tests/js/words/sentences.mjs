// @ts-check
// Role: every text in the sources of core, relay and content scripts that might be a sentence for a person, with where it stands.
// Must not: judge which of them a person gets to see.

import { readdir, readFile } from 'node:fs/promises';

/** @typedef {{ text: string, at: string }} Sentence values stand in it as `item` */

const VALUE = 'item';
const ROOT = new URL('../../../', import.meta.url);
/** Comments, characters and texts of Rust; only the last two groups are texts. */
const RUST = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|b?'(?:[^'\\\n]|\\[^\n]+?)'|b?r(#*)"([\s\S]*?)"\1|b?"((?:[^"\\]|\\[\s\S])*)"/g;
/** What only developers read: a log, an invariant, a description of the API, a test beside the code. */
const FOR_DEVELOPERS = [/(?:tracing::\w+|debug|info|warn|error)!\($/, /\bexpect\($/, /\bconsole\w*\($/];
const SQL = /^(SELECT|INSERT|UPDATE|DELETE|WITH) /;
const SCRIPT = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`/g;

/** @param {string} place @returns {Promise<string[]>} paths below the root */
async function files(place) {
  if (!place.endsWith('/')) return [place];
  const found = await readdir(new URL(place, ROOT), { recursive: true });
  return found.filter((name) => /\.(rs|js)$/.test(name)).map((name) => `${place}${name}`).sort();
}

/** What stands between `open` and its bracket's end, put out of the text, line ends kept. @param {string} source @param {RegExp} open */
function without(source, open) {
  let text = source;
  for (let found = open.exec(text); found; found = open.exec(text)) {
    let [depth, end] = [1, found.index + found[0].length];
    for (; depth > 0 && end < text.length; end += 1) depth += '([{'.includes(text[end]) ? 1 : ')]}'.includes(text[end]) ? -1 : 0;
    text = text.slice(0, found.index) + text.slice(found.index, end).replace(/[^\n]/g, ' ') + text.slice(end);
  }
  return text;
}

/** @param {string} text as it is written in Rust */
const plain = (text) => text.replace(/\\\n\s*/g, '').replace(/\\(["\\])/g, '$1').replace(/\\n/g, '\n').replace(/\{[^{}]*\}/g, VALUE);

/** @param {string} text */
const isSentence = (text) => /[a-z]{2,} \S/i.test(text.replaceAll(VALUE, '')) && !SQL.test(text);

/** @param {string} source */
function ofRust(source) {
  const [code] = source.split(/#\[cfg\((?:all\()?test/);
  const bare = without(without(code, /#!?\[(?!error\()/), /\btracing::\w+!\(/);
  return [...bare.matchAll(RUST)].flatMap((found) => {
    const text = found[3] ?? found[2];
    const before = bare.slice(0, found.index);
    return text === undefined || FOR_DEVELOPERS.some((known) => known.test(before)) ? [] : [{ text: plain(text), line: before.split('\n').length }];
  });
}

/** @param {string} source */
const ofScript = (source) => [...source.matchAll(SCRIPT)].flatMap((found) => {
  const text = found[1] ?? found[2];
  return text === undefined ? [] : [{ text: text.replace(/\\"/g, '"').replace(/\$\{[^}]*\}/g, VALUE), line: source.slice(0, found.index).split('\n').length }];
});

/** @param {string[]} places folders and files below the root @returns {Promise<Sentence[]>} */
export async function sentences(places) {
  const paths = await Promise.all(places.map(files));
  const found = paths.flat().map(async (path) => {
    const source = await readFile(new URL(path, ROOT), 'utf8');
    const texts = path.endsWith('.rs') ? ofRust(source) : ofScript(source);
    return texts.filter(({ text }) => isSentence(text)).map(({ text, line }) => ({ text, at: `${path}:${line}` }));
  });
  return (await Promise.all(found)).flat();
}
