//! Whether a text is a pattern at all, for zsh.

/// Whether a bracket expression never ends: zsh's `[]` and `[^]` are ended ones.
pub fn is_open(characters: &[(char, bool)]) -> bool {
    let mut rest = characters;
    while let Some(((letter, quoted), behind)) = rest.split_first() {
        rest = match (letter, quoted) {
            ('\\', false) => behind.get(1..).unwrap_or_default(),
            ('[', false) => match behind_set(behind) {
                Some(behind) => behind,
                None => return true,
            },
            _ => behind,
        };
    }
    false
}

/// What stands behind a bracket expression whose bracket is read.
fn behind_set(characters: &[(char, bool)]) -> Option<&[(char, bool)]> {
    let negated = matches!(characters.first(), Some(('!' | '^', false)));
    let inner = &characters[usize::from(negated)..];
    let ends = |from: &[(char, bool)]| from.iter().position(|one| *one == (']', false));
    let begun = usize::from(inner.first() == Some(&(']', false)));
    let mut at = begun;
    while let Some((letter, quoted)) = inner.get(at) {
        match (letter, quoted, inner.get(at + 1)) {
            (']', false, _) => return inner.get(at + 1..),
            ('\\', false, _) => at += 2,
            ('[', false, Some((':', _))) => {
                let class =
                    inner[at + 2..].windows(2).position(|two| two[0].0 == ':' && two[1].0 == ']');
                at += class.map_or(1, |end| end + 4);
            }
            _ => at += 1,
        }
    }
    match begun {
        0 => None,
        _ => inner.get(ends(inner)? + 1..),
    }
}

#[cfg(test)]
mod tests {
    use super::is_open;

    #[test]
    fn brackets_that_never_end() {
        for (pattern, open) in [
            ("a[b", true),
            ("a[b]", false),
            ("[]", false),
            ("[^]x", false),
            ("[]a]b", false),
            ("[[:alpha:]", true),
            ("[[:alpha:]]", false),
            ("a\\[b", false),
            ("[a\\]b", true),
            ("x]", false),
        ] {
            let letters: Vec<(char, bool)> = pattern.chars().map(|one| (one, false)).collect();
            assert_eq!(is_open(&letters), open, "{pattern}");
        }
    }
}
