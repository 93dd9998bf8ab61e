// Role: reads a recorded chat (`offset_ms,author,text`, RFC 4180 quoting) into rows for the player. It must never touch
// the DOM, never guess at a broken row (it reports the row's line instead) and never go back in the text: recordings
// have tens of thousands of rows, so the time it takes has to grow with their length alone.
// @ts-check

/** @typedef {{offset: number, kind: 'chat', author: string, text: string}} RecordedRow */
/** @typedef {{line: number, reason: string}} BadRow */
/** @typedef {{cells: string[], line: number, problem: string | null}} CsvRecord */

const QUOTE = 0x22;
const COMMA = 0x2c;
const LF = 0x0a;
const CR = 0x0d;
const COLUMNS = 3;
const OFFSET = /^\d{1,12}$/;

/** Walks the text once, one record at a time. */
class CsvReader {
  #text;
  #position;
  #line = 1;
  /** @type {string | null} the first problem of the record being read */
  #problem = null;

  /** @param {string} text */
  constructor(text) {
    this.#text = text;
    this.#position = text.startsWith('\uFEFF') ? 1 : 0;
  }

  /** @returns {CsvRecord | null} null at the end of the text */
  next() {
    if (this.#position >= this.#text.length) return null;
    const line = this.#line;
    const cells = [];
    this.#problem = null;
    do {
      cells.push(this.#cell());
    } while (this.#skipComma());
    this.#skipLineEnd();
    return { cells, line, problem: this.#problem };
  }

  #cell() {
    return this.#text.charCodeAt(this.#position) === QUOTE ? this.#quotedCell() : this.#plainCell();
  }

  /** A quote inside a plain cell is taken as it stands: chat is full of inch signs. */
  #plainCell() {
    const start = this.#position;
    while (!this.#atCellEnd()) this.#position += 1;
    return this.#text.slice(start, this.#position);
  }

  #quotedCell() {
    const start = this.#position + 1;
    const end = this.#closingQuote(start);
    const raw = this.#text.slice(start, end);
    this.#countLines(raw);
    this.#position = end + 1;
    if (!this.#atCellEnd()) {
      this.#problem ??= 'there is text after a closing quote';
      this.#plainCell();
    }
    return raw.includes('""') ? raw.replaceAll('""', '"') : raw;
  }

  /** @param {number} from */
  #closingQuote(from) {
    let at = this.#text.indexOf('"', from);
    while (at !== -1 && this.#text.charCodeAt(at + 1) === QUOTE) at = this.#text.indexOf('"', at + 2);
    if (at !== -1) return at;
    this.#problem ??= 'a quote is never closed';
    return this.#text.length;
  }

  /** @param {string} raw */
  #countLines(raw) {
    for (let at = raw.indexOf('\n'); at !== -1; at = raw.indexOf('\n', at + 1)) this.#line += 1;
  }

  #atCellEnd() {
    if (this.#position >= this.#text.length) return true;
    const code = this.#text.charCodeAt(this.#position);
    return code === COMMA || code === LF || this.#atCrLf();
  }

  #atCrLf() {
    return this.#text.charCodeAt(this.#position) === CR && this.#text.charCodeAt(this.#position + 1) === LF;
  }

  #skipComma() {
    if (this.#text.charCodeAt(this.#position) !== COMMA) return false;
    this.#position += 1;
    return true;
  }

  #skipLineEnd() {
    this.#position += this.#atCrLf() ? 2 : 1;
    this.#line += 1;
  }
}

/**
 * @param {CsvRecord} record
 * @returns {string | null} why the record cannot be played
 */
function problemOf({ cells, problem }) {
  if (problem !== null) return problem;
  if (cells.length !== COLUMNS) return `${COLUMNS} fields expected, ${cells.length} found`;
  if (!OFFSET.test(cells[0])) return 'the offset is not a whole number of milliseconds';
  if (cells[1] === '') return 'the author is empty';
  return null;
}

/** @param {CsvRecord} record */
const isBlank = ({ cells }) => cells.length === 1 && cells[0] === '';

/** @param {CsvRecord} record */
const isHeader = ({ cells, line }) => line === 1 && cells[0] === 'offset_ms';

/**
 * Reads a whole recording. Good rows keep the file's order; a bad row is left out and reported by its first line.
 * @param {string} text
 * @returns {{rows: RecordedRow[], bad: BadRow[]}}
 */
export function parseChatCsv(text) {
  /** @type {RecordedRow[]} */
  const rows = [];
  /** @type {BadRow[]} */
  const bad = [];
  const reader = new CsvReader(text);
  for (let record = reader.next(); record !== null; record = reader.next()) {
    if (isBlank(record) || isHeader(record)) continue;
    const reason = problemOf(record);
    if (reason !== null) bad.push({ line: record.line, reason });
    else rows.push({ offset: Number(record.cells[0]), kind: 'chat', author: record.cells[1], text: record.cells[2] });
  }
  return { rows, bad };
}
