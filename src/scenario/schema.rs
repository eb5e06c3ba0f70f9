//! The JSON Schemas that are shipped: of scenario files, and of every command's JSON result.

/// Name and text, sorted by name.
static ALL: &[(&str, &str)] = &[
    ("check", include_str!("../../schemas/check.json")),
    ("config", include_str!("../../schemas/config.json")),
    ("diff", include_str!("../../schemas/diff.json")),
    ("env", include_str!("../../schemas/env.json")),
    ("explain", include_str!("../../schemas/explain.json")),
    ("finding", include_str!("../../schemas/finding.json")),
    ("go-env", include_str!("../../schemas/go-env.json")),
    ("parse", include_str!("../../schemas/parse.json")),
    ("programs", include_str!("../../schemas/programs.json")),
    ("rule", include_str!("../../schemas/rule.json")),
    ("scenario", include_str!("../../schemas/scenario.json")),
    ("sessions", include_str!("../../schemas/sessions.json")),
    ("startup", include_str!("../../schemas/startup.json")),
    ("test", include_str!("../../schemas/test.json")),
];

/// What there are schemas of, sorted.
pub fn names() -> impl Iterator<Item = &'static str> {
    ALL.iter().map(|(name, _)| *name)
}

/// The schema of scenario files, or of a command's result.
pub fn of(name: &str) -> Option<&'static str> {
    ALL.iter().find(|(one, _)| *one == name).map(|(_, text)| *text)
}
