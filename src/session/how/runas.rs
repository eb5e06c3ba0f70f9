//! The words of runas.exe.

/// runas, as far as it matters to the environment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunasWords {
    /// `/user:`, without the domain.
    pub user: Option<String>,
    /// `/env` or `/netonly`: the block of the one who types.
    pub keeps: bool,
    /// `/noprofile`.
    pub without_profile: bool,
}

/// Whether a line is one of runas: a backslash in it is a backslash.
pub(super) fn is_one(text: &str) -> bool {
    let first = text.split_whitespace().next().unwrap_or_default().to_ascii_lowercase();
    matches!(first.as_str(), "runas" | "runas.exe")
}

/// Reads the options in front of the program.
///
/// # Errors
/// Names the option that is not known.
pub(super) fn parse(text: &str) -> Result<RunasWords, String> {
    let mut words = RunasWords::default();
    for word in text.split_whitespace().skip(1).take_while(|word| word.starts_with(['/', '-'])) {
        let lower = word[1..].to_ascii_lowercase();
        match lower.split(':').next().unwrap_or_default() {
            "user" => {
                let name = word.split_once(':').map(|(_, name)| name).unwrap_or_default();
                let name = name.rsplit('\\').next().unwrap_or_default();
                let name = name.split('@').next().unwrap_or_default();
                words.user = Some(name.trim_matches('"').to_owned());
            }
            "env" | "netonly" => words.keeps = true,
            "noprofile" => words.without_profile = true,
            "profile" | "savecred" | "smartcard" => {}
            _ => return Err(format!("runas: the option {word} is not known")),
        }
    }
    match &words.user {
        Some(user) if !user.is_empty() => Ok(words),
        _ => Err("runas: /user:NAME is expected".to_owned()),
    }
}
