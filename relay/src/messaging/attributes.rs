//! What is known of people, by name: what everybody has, and what a seller may call the rest.

use super::{Channel, Person};

/// What they call themselves, or the digits of their number.
pub const USER_NAME: &str = "user.user_name";
/// The digits of their number.
pub const USER_PHONE: &str = "user.phone_no";
/// How they are reached.
pub const USER_CHANNEL: &str = "user.channel";

/// The longest name of an attribute, in characters.
const MAX_NAME: usize = 100;
/// The longest value of one, in characters.
pub const MAX_VALUE: usize = 4_096;

impl Person {
    /// What they call themselves; for those who never said, the digits of their number.
    #[must_use]
    pub fn called(&self) -> &str {
        if self.name.is_empty() { digits(&self.address) } else { &self.name }
    }

    /// What everybody has, by name.
    #[must_use]
    pub fn built_in(&self) -> [(String, String); 3] {
        built_in(self.called(), &self.address, self.channel)
    }
}

/// What everybody has who is called so and reached there.
pub(super) fn built_in(called: &str, address: &str, channel: Channel) -> [(String, String); 3] {
    let named = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    [named(USER_NAME, called), named(USER_PHONE, digits(address)), named(USER_CHANNEL, channel.name())]
}

/// A number without what stands before every number.
pub(super) fn digits(address: &str) -> &str {
    address.strip_prefix('+').unwrap_or(address)
}

/// Checks a name for something that is noted of somebody: what everybody has cannot be.
///
/// # Errors
/// What is wrong with it, for a person.
pub fn check_attribute(name: &str) -> Result<(), String> {
    if [USER_NAME, USER_PHONE, USER_CHANNEL].contains(&name) {
        return Err(format!("{name} is known of everybody and cannot be set"));
    }
    if name.trim().is_empty() || name.chars().count() > MAX_NAME {
        return Err(format!("the name of an attribute must have 1 to {MAX_NAME} characters"));
    }
    Ok(())
}
