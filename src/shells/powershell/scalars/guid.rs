//! `System.Guid`: how one is read and written (Guid.cs).

use super::Fault;

/// 32 hexadecimal digits in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guid(String);

impl Guid {
    /// All zeros.
    pub fn empty() -> Self {
        Self("0".repeat(32))
    }

    /// Digits alone, or in groups of 8-4-4-4-12, also in braces or parentheses.
    ///
    /// # Errors
    /// When .NET refuses it, or it is written as a structure of hexadecimal numbers.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let text = text.trim();
        if text.contains("0x") {
            return Err(Fault::Open);
        }
        let pairs = [('{', '}'), ('(', ')')];
        let inside =
            pairs.iter().find_map(|(open, close)| text.strip_prefix(*open)?.strip_suffix(*close));
        let groups: Vec<&str> = inside.unwrap_or(text).split('-').collect();
        let lengths: Vec<usize> = groups.iter().map(|group| group.len()).collect();
        let grouped = lengths == [8, 4, 4, 4, 12];
        let plain = lengths == [32] && inside.is_none();
        let hexadecimal =
            groups.iter().all(|group| group.bytes().all(|byte| byte.is_ascii_hexdigit()));
        match (grouped || plain) && hexadecimal {
            true => Ok(Self(groups.concat().to_ascii_lowercase())),
            false => Err(Fault::Bad),
        }
    }

    /// `N`, `D`, `B` or `P`; nothing is `D`.
    ///
    /// # Errors
    /// When .NET refuses the format, or it is `X`.
    pub fn format(&self, format: &str) -> Result<String, Fault> {
        let digits = &self.0;
        let groups =
            [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]];
        let grouped = groups.join("-");
        match format {
            "" | "d" | "D" => Ok(grouped),
            "n" | "N" => Ok(digits.clone()),
            "b" | "B" => Ok(format!("{{{grouped}}}")),
            "p" | "P" => Ok(format!("({grouped})")),
            "x" | "X" => Err(Fault::Open),
            _ => Err(Fault::Bad),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guids_are_read_and_written() {
        let text = "{6F9619FF-8B86-D011-B42D-00C04FC964FF}";
        let guid = Guid::parse(text).unwrap();
        assert_eq!(guid.format("").unwrap(), "6f9619ff-8b86-d011-b42d-00c04fc964ff");
        assert_eq!(guid.format("N").unwrap(), "6f9619ff8b86d011b42d00c04fc964ff");
        assert_eq!(guid.format("B").unwrap(), text.to_ascii_lowercase());
        for text in [
            "",
            "nope",
            "6f9619ff-8b86-d011-b42d-00c04fc964f",
            "{6f9619ff8b86d011b42d00c04fc964ff}",
        ] {
            assert_eq!(Guid::parse(text), Err(Fault::Bad), "{text}");
        }
    }
}
