//! The list of recipients of a broadcast from outside: a CSV file with a number in every row, and values for the blanks of
//! the template. It sends nothing.

use super::broadcast::shown;
use super::channel_user::address_of;
use crate::messaging::filled;
use csv::{ReaderBuilder, StringRecord, Trim};
use serde_json::Value;

/// The column with the numbers.
const PHONE: &str = "user.phone_number";
/// What the names of the others begin with.
const ATTRIBUTE: &str = "user.attribute_";
/// The longest value, in characters: WhatsApp's own bound of a text in a blank.
const MAX_VALUE: usize = 1_024;

/// Recipients, and what each has in their blanks.
#[derive(Debug)]
pub(super) struct Audience {
    columns: StringRecord,
    /// Whose number stands where, and the row it came from.
    pub(super) recipients: Vec<Recipient>,
}

/// A row.
#[derive(Debug)]
pub(super) struct Recipient {
    /// Where they are reached.
    pub(super) address: String,
    line: u64,
    values: StringRecord,
}

impl Audience {
    /// Reads a file.
    ///
    /// # Errors
    /// What is wrong with it, for a person.
    pub(super) fn read(file: &[u8], most: usize) -> Result<Self, String> {
        let mut reader = ReaderBuilder::new().trim(Trim::All).from_reader(file);
        let columns = reader.headers().map_err(|error| error.to_string())?.clone();
        let phone = check_columns(&columns)?;
        let mut recipients = Vec::new();
        for row in reader.into_records() {
            let values = row.map_err(|error| error.to_string())?;
            if recipients.len() == most {
                return Err(format!("The file has more than {most} rows"));
            }
            recipients.push(recipient(phone, values)?);
        }
        if recipients.is_empty() {
            return Err("The file names nobody".to_owned());
        }
        Ok(Self { columns, recipients })
    }

    /// A template as one of them gets it.
    ///
    /// # Errors
    /// When a blank has no column, or the row nothing for it.
    pub(super) fn filled(&self, template: &Value, recipient: &Recipient) -> Result<Value, String> {
        Ok(match template {
            Value::String(text) => Value::String(self.filled_text(text, recipient)?),
            Value::Array(items) => {
                Value::Array(items.iter().map(|item| self.filled(item, recipient)).collect::<Result<_, _>>()?)
            }
            Value::Object(fields) => {
                let filled = |(name, value): (&String, &Value)| Ok((name.clone(), self.filled(value, recipient)?));
                Value::Object(fields.iter().map(filled).collect::<Result<_, String>>()?)
            }
            other => other.clone(),
        })
    }

    /// A blank stands between double braces, or is the whole text.
    fn filled_text(&self, text: &str, recipient: &Recipient) -> Result<String, String> {
        let number = text.trim().strip_prefix(ATTRIBUTE);
        if number.is_some_and(|number| number.parse::<u32>().is_ok()) {
            return self.value(text.trim(), recipient).map(str::to_owned);
        }
        filled(text, |name| match name.starts_with("user.") {
            true => self.value(name, recipient).map(str::to_owned),
            false => Err(format!("The template has {{{{{}}}}}, which is no attribute of a user", shown(name))),
        })
    }

    fn value<'a>(&self, name: &str, recipient: &'a Recipient) -> Result<&'a str, String> {
        let missing = || format!("The template needs {}, and the file has no such column", shown(name));
        let column = self.columns.iter().position(|column| column == name).ok_or_else(missing)?;
        let value = recipient.values.get(column).filter(|value| !value.is_empty());
        value.ok_or_else(|| format!("Line {} has nothing for {name}", recipient.line))
    }
}

/// Where the numbers stand.
fn check_columns(columns: &StringRecord) -> Result<usize, String> {
    let number = |name: &str| name.strip_prefix(ATTRIBUTE).and_then(|number| number.parse::<u32>().ok());
    for (at, name) in columns.iter().enumerate() {
        if name != PHONE && number(name).is_none() {
            return Err(format!("The column \"{}\" is neither {PHONE} nor {ATTRIBUTE}N", shown(name)));
        }
        if columns.iter().take(at).any(|earlier| earlier == name) {
            return Err(format!("The column {name} is there twice"));
        }
    }
    columns.iter().position(|name| name == PHONE).ok_or_else(|| format!("The file has no column {PHONE}"))
}

fn recipient(phone: usize, values: StringRecord) -> Result<Recipient, String> {
    let line = values.position().map_or(0, csv::Position::line);
    let number = values.get(phone).unwrap_or_default();
    let address = address_of(number);
    if values.iter().any(|value| value.chars().count() > MAX_VALUE) {
        return Err(format!("Line {line} has a value of more than {MAX_VALUE} characters"));
    }
    let address = address.ok_or_else(|| format!("Line {line} has \"{}\", which is no phone number", shown(number)))?;
    Ok(Recipient { address, line, values })
}

#[cfg(test)]
mod tests {
    use super::Audience;
    use serde_json::json;

    fn read(file: &str) -> Result<Audience, String> {
        Audience::read(file.as_bytes(), 3)
    }

    #[test]
    fn a_row_fills_the_blanks_of_a_template() {
        let file = "\u{feff}user.phone_number, user.attribute_0,user.attribute_10\r\n\
                    + 919565428256,\"Ann, of \"\"X\"\"\",12\r\n14155552671,Bob,13\r\n";
        let audience = read(file).unwrap();
        let addresses: Vec<_> = audience.recipients.iter().map(|recipient| recipient.address.as_str()).collect();
        assert_eq!(addresses, ["+919565428256", "+14155552671"]);
        let template = json!([
            { "text": "{{user.attribute_0}} has {{ user.attribute_10 }}", "index": 0, "sure": true },
            { "text": "user.attribute_10" },
            { "text": "{{", "to": "{{user.phone_number}}" },
        ]);
        let filled = audience.filled(&template, &audience.recipients[0]).unwrap();
        let expected = json!([
            { "text": "Ann, of \"X\" has 12", "index": 0, "sure": true },
            { "text": "12" },
            { "text": "{{", "to": "+ 919565428256" },
        ]);
        assert_eq!(filled, expected);
        for (text, why) in [
            ("user.attribute_1", "no such column"),
            ("{{user.attribute_1}}", "no such column"),
            ("{{name}}", "no attribute of a user"),
        ] {
            let error = audience.filled(&json!(text), &audience.recipients[0]).unwrap_err();
            assert!(error.contains(why), "{text}: {error}");
        }
    }

    #[test]
    fn a_file_that_is_no_list_of_recipients_is_refused_with_its_line() {
        for (file, why) in [
            ("", "no column user.phone_number"),
            ("user.attribute_0\nAnn\n", "no column user.phone_number"),
            ("user.phone_number\n", "names nobody"),
            ("user.phone_number,name\n919565428256,Ann\n", "\"name\""),
            ("user.phone_number;user.attribute_0\n", "user.phone_number;user.attribute"),
            ("user.phone_number,user.phone_number\n1,2\n", "twice"),
            ("user.phone_number\n919565428256\nnobody\n", "Line 3 has \"nobody\""),
            ("user.phone_number,user.attribute_0\n919565428256\n", "1 field"),
            ("user.phone_number\n1111111\n1111112\n1111113\n1111114\n", "more than 3 rows"),
        ] {
            let error = read(file).unwrap_err();
            assert!(error.contains(why), "{file:?}: {error}");
        }
        let long = format!("user.phone_number,user.attribute_0\n919565428256,{}\n", "x".repeat(1_025));
        assert!(read(&long).unwrap_err().contains("Line 2 has a value of more than 1024"));
        assert!(Audience::read(b"user.phone_number\n\xff\n", 3).is_err());
        let empty = read("user.phone_number,user.attribute_0\n919565428256,\n").unwrap();
        let error = empty.filled(&json!("{{user.attribute_0}}"), &empty.recipients[0]).unwrap_err();
        assert_eq!(error, "Line 2 has nothing for user.attribute_0");
    }
}
