//! Rows of cells: RFC 4180 with comma, semicolon or tab. It knows no columns, and reads every byte once.

/// More cells than this are nobody's chat; they are read and let go.
const MOST_CELLS: usize = 64;

/// One row, from its first line to its last.
#[derive(Debug)]
pub(super) struct CsvRow {
    /// Its number in the file, from 1: what a spreadsheet shows beside it.
    pub(super) number: usize,
    pub(super) cells: Vec<String>,
    pub(super) problem: Option<&'static str>,
}

impl CsvRow {
    pub(super) fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.trim().is_empty())
    }
}

/// Walks the text once.
pub(super) struct CsvReader<'a> {
    text: &'a str,
    at: usize,
    separator: u8,
    number: usize,
    problem: Option<&'static str>,
}

impl<'a> CsvReader<'a> {
    /// The separator is the one that the first line holds most of.
    pub(super) fn new(text: &'a str) -> Self {
        let head = text.lines().next().unwrap_or_default();
        let count = |separator: &u8| head.bytes().filter(|byte| byte == separator).count();
        // The last of equals wins, and that is to be the comma.
        let separator = [b'\t', b';', b','].into_iter().max_by_key(count).unwrap_or(b',');
        Self { text, at: 0, separator, number: 0, problem: None }
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    fn at_row_end(&self, at: usize) -> bool {
        match self.byte(at) {
            None | Some(b'\n') => true,
            Some(b'\r') => self.byte(at + 1) == Some(b'\n'),
            Some(_) => false,
        }
    }

    fn cell(&mut self) -> String {
        if self.byte(self.at) == Some(b'"') { self.quoted_cell() } else { self.plain_cell().to_owned() }
    }

    /// A quote inside a plain cell is taken as it stands: chat is full of inch signs.
    fn plain_cell(&mut self) -> &'a str {
        let start = self.at;
        while !self.at_row_end(self.at) && self.byte(self.at) != Some(self.separator) {
            self.at += 1;
        }
        &self.text[start..self.at]
    }

    fn quoted_cell(&mut self) -> String {
        let start = self.at + 1;
        let end = self.closing_quote(start);
        let cell = self.text[start..end].replace("\"\"", "\"");
        self.at = (end + 1).min(self.text.len());
        if !self.plain_cell().is_empty() {
            self.problem.get_or_insert("there is text after a closing quote");
        }
        cell
    }

    fn closing_quote(&mut self, mut from: usize) -> usize {
        while let Some(found) = self.text[from..].find('"') {
            let at = from + found;
            if self.byte(at + 1) != Some(b'"') {
                return at;
            }
            from = at + 2;
        }
        self.problem.get_or_insert("a quote is never closed");
        self.text.len()
    }
}

impl Iterator for CsvReader<'_> {
    type Item = CsvRow;

    fn next(&mut self) -> Option<CsvRow> {
        if self.at >= self.text.len() {
            return None;
        }
        self.number += 1;
        let mut cells = Vec::new();
        loop {
            let cell = self.cell();
            if cells.len() < MOST_CELLS {
                cells.push(cell);
            }
            if self.byte(self.at) != Some(self.separator) {
                break;
            }
            self.at += 1;
        }
        self.at += if self.byte(self.at) == Some(b'\r') { 2 } else { 1 };
        Some(CsvRow { number: self.number, cells, problem: self.problem.take() })
    }
}
