//! Matches of a regular expression as objects.

use std::rc::Rc;

use super::super::object::convert::{known, unknown_here};
use super::super::object::{Object, Payload, Record};
use super::super::operators::text::{bytes, piece};
use crate::shells::powershell::evaluator::{Evaluator, costs};
use crate::shells::powershell::patterns::regex::{Found, Regex};
use crate::value::Value;

/// The captures of a whole match: itself.
fn groups_of_match(groups: &Object) -> Object {
    let Object::Record(record) = groups else { return Object::Null };
    let Payload::Elements(items) = &record.payload else { return Object::Null };
    Record::new("System.Text.RegularExpressions.CaptureCollection")
        .with_payload(Payload::Elements(items.iter().take(1).cloned().collect()))
        .into_object()
}

impl Evaluator<'_> {
    /// A match as an object.
    pub fn match_object(&mut self, regex: &Rc<Regex>, found: &Found, subject: &Value) -> Object {
        let (start, end) = found.range();
        let at = self.at.clone();
        // Its places are counted from the front of the text.
        self.charge(costs::RECORD + bytes(subject) as u64 / 256);
        let text = subject.text().map(|text| text.into_owned()).unwrap_or_default();
        let group = |evaluator: &mut Self, index: usize| {
            let range = found.groups.get(index).copied().flatten();
            let value = range
                .map_or_else(|| known("", &at), |(start, end)| piece(subject, start, end, &at));
            let offset = range.map_or(0, |(start, _)| text[..start].encode_utf16().count());
            let name = regex.group_name(index);
            let name = evaluator.text(name);
            Record::new("System.Text.RegularExpressions.Group")
                .with("Captures", Object::Unknown(unknown_here("lists every capture", &at)))
                .with("Name", name)
                .with("Success", Object::Bool(range.is_some()))
                .with("Value", Object::Text(value.clone()))
                .with("Index", Object::count(offset))
                .with(
                    "Length",
                    Object::count(value.text().map_or(0, |text| text.encode_utf16().count())),
                )
                .printing(value)
                .into_object()
        };
        let groups: Vec<Object> = (0..found.groups.len()).map(|index| group(self, index)).collect();
        let value = piece(subject, start, end, &at);
        let groups = Record::new("System.Text.RegularExpressions.GroupCollection")
            .with_payload(Payload::Elements(groups))
            .into_object();
        let own = groups_of_match(&groups);
        Record::new("System.Text.RegularExpressions.Match")
            .with("Groups", groups)
            .with("Captures", own)
            .with("Name", self.text("0"))
            .with("Success", Object::Bool(true))
            .with("Value", Object::Text(value.clone()))
            .with("Index", Object::count(text[..start].encode_utf16().count()))
            .with("Length", Object::count(text[start..end].encode_utf16().count()))
            .printing(value)
            .into_object()
    }
}
