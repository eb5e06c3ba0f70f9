//! The object of `env`.

use indexmap::IndexMap;
use serde::Serialize;

use super::origin::{Alternative, Because, Origin, Perhaps, Spot, Why, alternatives};
use super::severity;
use crate::report::{self, Text, env};

#[derive(Serialize)]
struct Piece<'r> {
    text: Option<&'r str>,
    known: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'r str>,
    origin: Origin<'r>,
}

#[derive(Serialize)]
pub(super) struct Variable<'r> {
    value: Option<&'r str>,
    known: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    likely: Option<&'r str>,
    exported: bool,
    flags: &'r [&'static str],
    maybe_unset: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<Why<'r>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    because: Vec<Because<'r>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    alternatives: Vec<Alternative<'r>>,
    origins: Vec<Origin<'r>>,
    pieces: Vec<Piece<'r>>,
    history: Vec<Overruled<'r>>,
}

#[derive(Serialize)]
struct Overruled<'r> {
    value: Option<&'r str>,
    known: bool,
    unset: bool,
    origin: Origin<'r>,
}

impl<'r> Variable<'r> {
    pub(super) fn new(variable: &'r env::EnvVariable) -> Self {
        let value = &variable.value;
        // A value that may not be there at all is not known, whatever it would be.
        let known = value.known.as_deref().filter(|_| !variable.maybe_unset);
        Self {
            value: known,
            known: known.is_some(),
            likely: value.likely.as_deref(),
            exported: variable.exported,
            flags: &variable.flags,
            maybe_unset: variable.maybe_unset,
            reason: value.why.as_ref().map(Why::new),
            because: value.why.iter().map(Because::new).collect(),
            alternatives: alternatives(value),
            origins: Origin::all(&value.origins),
            pieces: pieces(value),
            history: variable
                .overruled
                .iter()
                .map(|(value, origin)| {
                    let text = value.as_ref().and_then(|value| value.known.as_deref());
                    Overruled {
                        value: text,
                        known: text.is_some(),
                        unset: value.is_none(),
                        origin: Origin::new(origin),
                    }
                })
                .collect(),
        }
    }
}

fn pieces(text: &Text) -> Vec<Piece<'_>> {
    text.pieces
        .iter()
        .map(|piece| Piece {
            text: piece.text.as_deref(),
            known: piece.text.is_some(),
            reason: piece.reason.as_deref(),
            origin: Origin::new(&piece.origin),
        })
        .collect()
}

#[derive(Serialize)]
pub(super) struct PathEntry<'r> {
    entry: Option<&'r str>,
    known: bool,
    exists: Option<bool>,
    origin: Option<Origin<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<Why<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    likely: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    perhaps: Option<Perhaps<'r>>,
}

impl<'r> PathEntry<'r> {
    pub(super) fn new(entry: &'r env::PathEntry) -> Self {
        Self {
            entry: entry.entry.as_deref(),
            known: entry.entry.is_some(),
            exists: entry.exists,
            origin: entry.origin.as_ref().map(Origin::new),
            reason: entry.why.as_ref().map(Why::new),
            likely: entry.entry.is_none().then_some(entry.shown.as_str()),
            perhaps: entry.when.as_ref().map(Perhaps::new),
        }
    }
}

#[derive(Serialize)]
struct Alias<'r> {
    value: Option<&'r str>,
    known: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    alternatives: Vec<Alternative<'r>>,
    #[serde(flatten)]
    defined: Defined<'r>,
}

/// Something with a name and a writer; `perhaps` and `because` only where it may not be there.
#[derive(Serialize)]
struct Defined<'r> {
    origin: Origin<'r>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    perhaps: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    when: Option<&'r str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    because: Vec<Because<'r>>,
}

impl<'r> Defined<'r> {
    fn certain(origin: &'r report::Origin) -> Self {
        Self { origin: Origin::new(origin), perhaps: false, when: None, because: Vec::new() }
    }

    fn new(one: &'r env::Defined) -> Self {
        let condition = one.perhaps.as_ref().map(|perhaps| &perhaps.why);
        Self {
            perhaps: !one.is_certain(),
            when: one.perhaps.as_ref().map(|perhaps| perhaps.when.as_str()),
            because: one.doubt.iter().chain(condition).map(Because::new).collect(),
            ..Self::certain(&one.origin)
        }
    }
}

impl<'r> Alias<'r> {
    fn new(one: &'r env::Defined) -> Self {
        let text = one.text.as_ref();
        let value = text.and_then(|text| text.known.as_deref()).filter(|_| one.is_certain());
        Self {
            value,
            known: value.is_some(),
            alternatives: text.map(alternatives).unwrap_or_default(),
            defined: Defined::new(one),
        }
    }
}

#[derive(Serialize)]
struct ShellError<'r> {
    id: &'r str,
    message: &'r str,
    file: Option<&'r str>,
    line: Option<u32>,
    shown: bool,
}

#[derive(Serialize)]
struct Remark<'r> {
    severity: &'static str,
    message: &'r str,
    place: Option<Spot<'r>>,
}

#[derive(Serialize)]
pub(super) struct View<'r> {
    schema: &'static str,
    session: &'r str,
    scenario: Option<&'r str>,
    variables: IndexMap<&'r str, Variable<'r>>,
    path: Vec<PathEntry<'r>>,
    aliases: IndexMap<&'r str, Alias<'r>>,
    functions: IndexMap<&'r str, Defined<'r>>,
    removed_aliases: IndexMap<&'r str, Defined<'r>>,
    cwd: Option<&'r str>,
    errors: Vec<ShellError<'r>>,
    diagnostics: Vec<Remark<'r>>,
    complete: bool,
    incomplete_because: Vec<Why<'r>>,
    certain: bool,
    because: Vec<Because<'r>>,
}

impl<'r> View<'r> {
    pub(super) fn new(env: &'r report::Env) -> Self {
        Self {
            schema: "envsim-env/1",
            session: &env.session,
            scenario: env.setting.scenario.as_deref(),
            variables: env
                .variables
                .iter()
                .map(|(name, variable)| (name.as_str(), Variable::new(variable)))
                .collect(),
            path: env.path.iter().map(PathEntry::new).collect(),
            aliases: named(&env.aliases, Alias::new),
            functions: named(&env.functions, Defined::new),
            removed_aliases: named(&env.removed_aliases, Defined::certain),
            cwd: env.cwd.known.as_deref(),
            errors: env
                .errors
                .iter()
                .map(|error| ShellError {
                    id: &error.id,
                    message: &error.message,
                    file: error.spot.as_ref().map(|spot| spot.file.as_str()),
                    line: error.spot.as_ref().map(|spot| spot.line),
                    shown: error.shown,
                })
                .collect(),
            diagnostics: env
                .diagnostics
                .iter()
                .map(|one| Remark {
                    severity: severity(one.severity),
                    message: &one.message,
                    place: one.spot.as_ref().map(Spot::new),
                })
                .collect(),
            complete: env.doubts.is_empty(),
            incomplete_because: env.doubts.iter().map(Why::new).collect(),
            certain: env.is_certain(),
            because: Because::all(&env.doubts),
        }
    }
}

fn named<'r, T, V>(
    map: &'r IndexMap<String, T>,
    view: impl Fn(&'r T) -> V,
) -> IndexMap<&'r str, V> {
    map.iter().map(|(name, one)| (name.as_str(), view(one))).collect()
}
