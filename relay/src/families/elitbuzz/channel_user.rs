//! Users as addresses and answers name them: by the digits of their number, or by an id of ours.

use super::error::Refusal;
use crate::app::App;
use crate::messaging::{Channel, Person, normal_number};
use crate::store::StoreError;

/// The channels whose users have a number. Where a number is known on both, the first counts.
pub(super) const CHANNELS: [Channel; 2] = [Channel::Whatsapp, Channel::Imessage];

/// What the ids of people begin with.
const OURS: &str = "usr_";

/// The digits by which somebody is named.
pub(super) fn id_of(address: &str) -> &str {
    address.strip_prefix('+').unwrap_or(address)
}

/// Where somebody is reached who is named by digits, with or without "+"; nothing where it names nobody.
///
/// What no plan of telephone numbers knows may still be an id of WhatsApp's: the documents' own example has 16 digits.
pub(super) fn address_of(id: &str) -> Option<String> {
    let compact: String = id.chars().filter(|character| !character.is_whitespace()).collect();
    let digits = id_of(&compact);
    let is_id = (7..=16).contains(&digits.len())
        && !digits.starts_with('0')
        && digits.bytes().all(|byte| byte.is_ascii_digit());
    let address = format!("+{digits}");
    normal_number(&address).or_else(|| is_id.then_some(address))
}

/// The user of a workspace that an address names.
///
/// # Errors
/// When it names nobody who is known, or the database fails.
pub(super) async fn find(app: &App, workspace: &str, id: &str) -> Result<Person, Refusal> {
    let found = if id.starts_with(OURS) {
        let person = app.hub().store().person(workspace, id).await?;
        person.filter(|person| CHANNELS.contains(&person.channel))
    } else {
        match address_of(id) {
            Some(address) => find_at(app, workspace, &address).await?,
            None => None,
        }
    };
    found.ok_or_else(Refusal::unknown_id)
}

async fn find_at(app: &App, workspace: &str, address: &str) -> Result<Option<Person>, StoreError> {
    for channel in CHANNELS {
        let person = app.hub().store().person_at(workspace, channel, address).await?;
        if person.is_some() {
            return Ok(person);
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::{address_of, id_of};

    #[test]
    fn a_user_is_named_by_digits_however_they_are_written() {
        for id in ["919565428256", "+919565428256", "+ 919565428256", " 919565428256", "+91 95654 28256"] {
            assert_eq!(address_of(id).as_deref(), Some("+919565428256"), "{id}");
        }
        assert_eq!(address_of("9178921978038123").as_deref(), Some("+9178921978038123"), "the documents' own");
        assert_eq!(id_of("+919565428256"), "919565428256");
        for id in ["", "+", "nobody", "91956542825612345", "0123456789", "123", "++919565428256", "usr_1"] {
            assert_eq!(address_of(id), None, "{id}");
        }
    }
}
