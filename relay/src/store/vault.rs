//! Seals what must not lie open in the database, under a key that lies beside it. It stores nothing else.

use crate::clock::entropy;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

/// The key's file in the data folder.
const FILE: &str = "secret.key";
const KEY: usize = 32;
const NONCE: usize = 24;

/// The key, read or made when it is first needed.
pub(super) struct Vault {
    file: PathBuf,
    cipher: OnceLock<XChaCha20Poly1305>,
    /// Of several who need the key first, one makes it.
    making: Mutex<()>,
}

/// Nothing secret in a log.
impl std::fmt::Debug for Vault {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Vault")
    }
}

impl Vault {
    pub(super) fn new(data: &Path) -> Self {
        Self { file: data.join(FILE), cipher: OnceLock::new(), making: Mutex::new(()) }
    }

    /// Seals bytes for one place: they open nowhere else.
    pub(super) fn seal(&self, place: &str, bytes: &[u8]) -> io::Result<Vec<u8>> {
        let nonce = entropy().bytes::<NONCE>();
        let payload = Payload { msg: bytes, aad: place.as_bytes() };
        let sealed = self.cipher()?.encrypt(&XNonce::from(nonce), payload);
        // Only a message of 256 GB is refused.
        let sealed = sealed.map_err(|_| io::Error::other("the secret could not be sealed"))?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// Opens what was sealed for this place; nothing where it was not, or under another key.
    pub(super) fn open(&self, place: &str, sealed: &[u8]) -> io::Result<Option<Vec<u8>>> {
        let Some((nonce, sealed)) = sealed.split_first_chunk::<NONCE>() else { return Ok(None) };
        let payload = Payload { msg: sealed, aad: place.as_bytes() };
        Ok(self.cipher()?.decrypt(&XNonce::from(*nonce), payload).ok())
    }

    fn cipher(&self) -> io::Result<&XChaCha20Poly1305> {
        if let Some(cipher) = self.cipher.get() {
            return Ok(cipher);
        }
        let _making = self.making.lock().unwrap_or_else(PoisonError::into_inner);
        let key = match read_key(&self.file) {
            Err(error) if error.kind() == ErrorKind::NotFound => make_key(&self.file)?,
            read => read?,
        };
        Ok(self.cipher.get_or_init(|| XChaCha20Poly1305::new(&key.into())))
    }
}

fn read_key(file: &Path) -> io::Result<[u8; KEY]> {
    let mut bytes = Vec::new();
    File::open(file)?.take(KEY as u64 + 1).read_to_end(&mut bytes)?;
    let damaged = |_| io::Error::new(ErrorKind::InvalidData, format!("{} does not hold a key", file.display()));
    bytes.try_into().map_err(damaged)
}

/// Written whole under another name first: a crash must not leave half a key.
fn make_key(file: &Path) -> io::Result<[u8; KEY]> {
    let key = entropy().bytes::<KEY>();
    let fresh = file.with_extension("new");
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut written = options.open(&fresh)?;
    written.write_all(&key)?;
    written.sync_all()?;
    std::fs::rename(&fresh, file)?;
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::{FILE, Vault};
    use tempfile::TempDir;

    #[test]
    fn what_was_sealed_opens_in_its_place_only() {
        let folder = TempDir::new().unwrap();
        let vault = Vault::new(folder.path());
        let sealed = vault.seal("a", b"seed").unwrap();
        let again = Vault::new(folder.path());
        assert_eq!(
            again.open("a", &sealed).unwrap().as_deref(),
            Some(b"seed".as_slice()),
            "the key outlives the process"
        );
        assert_eq!(again.open("b", &sealed).unwrap(), None);
        for index in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[index] ^= 1;
            assert_eq!(again.open("a", &changed).unwrap(), None, "byte {index}");
        }
        assert_ne!(vault.seal("a", b"seed").unwrap(), sealed, "no nonce twice");
    }

    #[test]
    fn those_who_need_the_key_first_at_the_same_moment_have_the_same_one() {
        let folder = TempDir::new().unwrap();
        let vault = Vault::new(folder.path());
        let sealed: Vec<_> = std::thread::scope(|scope| {
            let sealing: Vec<_> = (0..8).map(|_| scope.spawn(|| vault.seal("a", b"seed").unwrap())).collect();
            sealing.into_iter().map(|sealed| sealed.join().unwrap()).collect()
        });
        let again = Vault::new(folder.path());
        assert!(sealed.iter().all(|sealed| again.open("a", sealed).unwrap().is_some()));
    }

    #[test]
    fn a_damaged_key_is_never_replaced() {
        let folder = TempDir::new().unwrap();
        std::fs::write(folder.path().join(FILE), [1; 31]).unwrap();
        assert!(Vault::new(folder.path()).seal("a", b"seed").is_err());
        assert_eq!(std::fs::read(folder.path().join(FILE)).unwrap(), [1; 31]);
    }
}
