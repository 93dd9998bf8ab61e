//! The proof of a round: everything needed to draw its winners again, as one JSON text.

use super::reader::Reader;
use super::{Beacon, Bytes32, Header, Pool, ProofError, Root, Verdict, Verifier, commitment, json, key, to_hex};
use crate::protocol::Entry;

/// One draw of a round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// Its number in the round, from 1.
    pub number: u32,
    /// The key from which its winners follow.
    pub key: Bytes32,
    /// Who won, as entered, in the order drawn.
    pub winners: Vec<String>,
}

/// A round with all its draws up to one. A draw picks among those whom no earlier draw of the round picked.
///
/// ```
/// use buzzchat::draw::{Beacon, Proof};
/// use buzzchat::protocol::Entry;
///
/// let entry = |at, name: &str| Entry { at, id: format!("evt_{at}"), viewer: name.into() };
/// let entrants = vec![entry(1, "ann"), entry(2, "bob"), entry(3, "cleo")];
/// let proof = Proof::make([7; 32], "gvw_1", &["win".into()], entrants, Beacon::None, &[1, 1]);
/// assert!(proof.verify().is_ok());
/// assert_eq!(Proof::parse(proof.to_json().as_bytes()), Ok(proof));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// The round's id.
    pub round: String,
    /// The words that entered.
    pub keywords: Vec<String>,
    /// What was published when the round opened.
    pub commitment: Bytes32,
    /// Everyone a draw could pick, sorted as [`Entry`] sorts.
    pub entrants: Vec<Entry>,
    /// What was fixed when the round closed.
    pub root: Bytes32,
    /// What the chat wrote after that.
    pub beacon: Beacon,
    /// The seed; it was secret until the draw.
    pub seed: Bytes32,
    /// The draws, from number 1.
    pub draws: Vec<Drawn>,
}

impl Proof {
    /// Closes a round and draws: once for each count, so many winners.
    #[must_use]
    pub fn make(
        seed: Bytes32,
        round: &str,
        keywords: &[String],
        entrants: Vec<Entry>,
        beacon: Beacon,
        counts: &[usize],
    ) -> Self {
        let commitment = commitment(&seed);
        let mut root = Root::new(&Header { round, keywords, commitment, count: entrants.len() });
        entrants.iter().for_each(|entry| root.push(entry));
        let root = root.finish();
        let mut pool = Pool::new(entrants.len());
        let draws = (1..).zip(counts).map(|(number, count)| {
            let key = key(&seed, round, &root, &beacon, number);
            let winners = pool.draw(key, *count).into_iter().map(|place| entrants[place].viewer.clone()).collect();
            Drawn { number, key, winners }
        });
        let draws = draws.collect();
        Self { round: round.into(), keywords: keywords.into(), commitment, entrants, root, beacon, seed, draws }
    }

    /// The file: one canonical JSON text.
    #[must_use]
    pub fn to_json(&self) -> String {
        let (round, keywords) = (&self.round, &self.keywords);
        let header = Header { round, keywords, commitment: self.commitment, count: self.entrants.len() };
        let mut writer = ProofWriter::new(&header);
        self.entrants.iter().for_each(|entry| writer.push(entry));
        writer.finish(&self.root, &self.beacon, &self.seed, &self.draws)
    }

    /// Reads a file; takes only what [`Proof::to_json`] writes, byte for byte. Whether it proves anything is for
    /// [`Proof::verify`] to say.
    ///
    /// # Errors
    /// Where it is written otherwise.
    pub fn parse(json: &[u8]) -> Result<Self, ProofError> {
        let mut reader = Reader::new(json, 0);
        let heading = reader.heading()?;
        let mut entrants = Vec::new();
        while entrants.len() < heading.count {
            if !entrants.is_empty() && !reader.skip(b',') {
                return Err(reader.fault());
            }
            let (read, _) = reader.entrant()?;
            entrants.push(Entry { at: read.at, id: read.id.into_owned(), viewer: read.viewer.into_owned() });
        }
        let closing = reader.closing()?;
        let mut draws = vec![reader.drawn()?];
        while reader.skip(b',') {
            draws.push(reader.drawn()?);
        }
        reader.end()?;
        Ok(Self {
            round: heading.round,
            keywords: heading.keywords,
            commitment: heading.commitment,
            entrants,
            root: closing.root,
            beacon: closing.beacon,
            seed: closing.seed,
            draws,
        })
    }

    /// Does everything again and compares. A [`Verifier`] does the same from the file, in slices.
    ///
    /// # Errors
    /// The first thing that does not agree.
    pub fn verify(&self) -> Result<Verdict, ProofError> {
        Verifier::new(self.to_json().into_bytes())?.run()
    }
}

/// Writes a proof from entrants that are not in memory all at once; what is written may be taken away at any time.
#[derive(Clone, Debug)]
pub struct ProofWriter {
    text: String,
    first: bool,
}

impl ProofWriter {
    /// Begins with the header.
    #[must_use]
    pub fn new(header: &Header) -> Self {
        // Usual entries take about 70 bytes.
        let mut text = String::with_capacity(512 + header.count.min(1 << 16) * 72);
        json::header(&mut text, header);
        text.push_str(r#","entrants":["#);
        Self { text, first: true }
    }

    /// Writes the next entrant; they come sorted as [`Entry`] sorts.
    pub fn push(&mut self, entry: &Entry) {
        if !std::mem::take(&mut self.first) {
            self.text.push(',');
        }
        json::entry(&mut self.text, entry);
    }

    /// Takes away what is written so far.
    pub fn take(&mut self) -> String {
        std::mem::take(&mut self.text)
    }

    /// Writes the rest, and returns all that was not taken away.
    #[must_use]
    pub fn finish(self, root: &Bytes32, beacon: &Beacon, seed: &Bytes32, draws: &[Drawn]) -> String {
        let mut text = self.text;
        let (root, beacon, seed) = (to_hex(root), json::beacon(beacon), to_hex(seed));
        text.extend([r#"],"root":""#, &root, r#"","beacon":"#, &beacon, r#","seed":""#, &seed, r#"","draws":["#]);
        for (index, drawn) in draws.iter().enumerate() {
            text.push_str(if index == 0 { r#"{"number":"# } else { r#",{"number":"# });
            json::number(&mut text, u64::from(drawn.number));
            text.extend([r#","key":""#, &to_hex(&drawn.key), r#"","winners":"#]);
            json::texts(&mut text, &drawn.winners);
            text.push('}');
        }
        text.push_str("]}");
        text
    }
}
