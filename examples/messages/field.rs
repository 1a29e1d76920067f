//! One field of an object of JSON, in place.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use lacuna::Options;
use serde_json::value::RawValue;

use crate::summary::Summary;

/// The text of a field, and where in the line it is written.
pub struct Value {
    pub text: String,
    range: Range<usize>,
}

/// The field of that name, if the line is an object with a text there.
pub fn find(line: &[u8], field: &str) -> Option<Value> {
    let line = std::str::from_utf8(line).ok()?;
    // A file may begin with a byte order mark, which is no JSON.
    let json = line.strip_prefix('\u{FEFF}').unwrap_or(line);
    let object: HashMap<Cow<str>, &RawValue> = serde_json::from_str(json).ok()?;
    let written = object.get(field)?.get();
    let text = serde_json::from_str(written).ok()?;
    let start = written.as_ptr() as usize - line.as_ptr() as usize;
    Some(Value { text, range: start..start + written.len() })
}

/// Writes a line with the field repaired, and everything else byte for byte.
pub fn repair(line: &[u8], field: &str, options: &Options, out: &mut Vec<u8>, summary: &mut Summary) {
    let Some(value) = find(line, field) else {
        summary.skip();
        out.extend_from_slice(line);
        return;
    };
    let repaired = options.repair(&value.text);
    summary.add(&repaired);
    if repaired.text() == value.text {
        out.extend_from_slice(line);
        return;
    }
    out.extend_from_slice(&line[..value.range.start]);
    out.extend_from_slice(serde_json::Value::from(repaired.text()).to_string().as_bytes());
    out.extend_from_slice(&line[value.range.end..]);
}
