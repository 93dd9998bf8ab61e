//! Our own file: `{"format":"buzzchat","version":1,"accounts":[{"name":…,"settings":{…}}]}`. Settings stand in it under
//! their documented names; a field that is unknown or wrong refuses the whole file.

use super::{Import, ImportedAccount, join};
use crate::journal::{Account, Shared};
use crate::protocol::{FieldError, SettingsPatch};
use serde_json::{Map, Value};

const FORMAT: &str = "buzzchat";
const VERSION: u64 = 1;
/// The most accounts of a workspace.
const MAX_ACCOUNTS: usize = 10;
/// Whether the bot works is no configuration: an import never switches it.
const BOT_ACTIVE: &str = "botActive";

pub(super) fn write(shared: &Shared) -> String {
    let accounts: Vec<_> = shared.accounts().map(|(_, account)| write_account(account)).collect();
    let fields = [("format", FORMAT.into()), ("version", VERSION.into()), ("accounts", accounts.into())];
    object(fields).to_string()
}

fn write_account(account: &Account) -> Value {
    let mut settings = serde_json::to_value(account.settings()).unwrap_or_default();
    if let Value::Object(fields) = &mut settings {
        fields.remove(BOT_ACTIVE);
    }
    object([("name", account.name().into()), ("settings", settings)])
}

fn object<const N: usize>(fields: [(&str, Value); N]) -> Value {
    let mut object = Map::new();
    for (name, value) in fields {
        object.insert(name.to_owned(), value);
    }
    Value::Object(object)
}

pub(super) fn read(mut root: Map<String, Value>) -> Result<Import, FieldError> {
    let (format, version, accounts) = (root.remove("format"), root.remove("version"), root.remove("accounts"));
    // When it was written matters to people only.
    root.remove("exportedAt");
    if format.as_ref().and_then(Value::as_str) != Some(FORMAT) {
        return Err(FieldError::new("format", "This is no settings file of BuzzChat"));
    }
    if version.as_ref().and_then(Value::as_u64) != Some(VERSION) {
        return Err(FieldError::new("version", format!("This BuzzChat reads files of version {VERSION} only")));
    }
    nothing_else(&root, "")?;
    let Some(Value::Array(accounts)) = accounts.filter(holds_accounts) else {
        return Err(FieldError::new("accounts", format!("accounts must be a list of 1 to {MAX_ACCOUNTS} accounts")));
    };
    let read = |(index, account)| read_account(account, &format!("accounts[{index}]"));
    let accounts = accounts.into_iter().enumerate().map(read).collect::<Result<_, _>>()?;
    Ok(Import { accounts, left_out: Vec::new() })
}

fn holds_accounts(accounts: &Value) -> bool {
    accounts.as_array().is_some_and(|accounts| (1..=MAX_ACCOUNTS).contains(&accounts.len()))
}

fn read_account(account: Value, place: &str) -> Result<ImportedAccount, FieldError> {
    let Value::Object(mut fields) = account else {
        return Err(FieldError::new(place, format!("{place} must be an object")));
    };
    let Some(Value::String(name)) = fields.remove("name") else {
        return Err(FieldError::new(join(place, "name"), format!("{place}.name must be a text")));
    };
    let settings = fields.remove("settings").unwrap_or_default();
    nothing_else(&fields, place)?;
    if settings.get(BOT_ACTIVE).is_some() {
        let field = format!("{place}.settings.{BOT_ACTIVE}");
        return Err(FieldError::new(field, "A file does not switch the bot: do it by hand"));
    }
    let inside = |error: FieldError| {
        let place = join(place, "settings");
        let field = if error.field.is_empty() { place } else { format!("{place}.{}", error.field) };
        FieldError::new(field, error.message)
    };
    let settings = SettingsPatch::parse(&settings).map_err(inside)?;
    settings.check().map_err(inside)?;
    Ok(ImportedAccount { name: Some(name), settings })
}

fn nothing_else(fields: &Map<String, Value>, place: &str) -> Result<(), FieldError> {
    match fields.keys().next() {
        Some(name) => {
            let field = join(place, name);
            Err(FieldError::new(field.clone(), format!("{field} is no part of a settings file")))
        }
        None => Ok(()),
    }
}
