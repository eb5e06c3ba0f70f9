//! What of a culture decides how dates and numbers are written.

/// The culture of a session, as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Culture {
    /// The invariant one, which a `C` locale gives on Unix.
    Invariant,
    /// `en-US`, with the separators of dates and times that the user has chosen.
    American {
        /// What stands for `/`.
        date: char,
        /// What stands for `:`.
        time: char,
    },
    /// None is recorded: with the Gregorian calendar, and numbers as nearly everywhere in programs.
    Unstated,
    /// Another one with the Gregorian calendar.
    Gregorian,
    /// One that may count years in its own way.
    Foreign,
}

/// Languages whose cultures have, or may be set to, a calendar of their own.
static OWN_CALENDARS: [&str; 9] = ["ar", "ckb", "dv", "fa", "lrc", "mzn", "prs", "ps", "th"];

impl Culture {
    /// The culture of that name; `en-US` with its usual separators.
    pub fn named(name: &str) -> Self {
        let language = name.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        match name.replace('_', "-").as_str() {
            "" => Self::Invariant,
            name if name.eq_ignore_ascii_case("en-US") => Self::American { date: '/', time: ':' },
            _ if OWN_CALENDARS.contains(&&*language) => Self::Foreign,
            _ => Self::Gregorian,
        }
    }

    /// The name of a Unix locale without encoding and modifier, as .NET takes it; `C` and `POSIX` are the
    /// invariant culture (`GlobalizationNative_GetDefaultLocaleName`, pal_locale.c).
    pub fn of_locale(locale: &str) -> String {
        let bare = locale.split(['.', '@']).next().unwrap_or_default();
        match bare {
            "C" | "POSIX" => String::new(),
            other => other.replace('_', "-"),
        }
    }

    /// Whether numbers are taken to be written the English way.
    pub fn counts_as_english(self) -> bool {
        self.is_english() || self == Self::Unstated
    }

    /// Whether names of months and days are written the English way.
    pub fn is_english(self) -> bool {
        matches!(self, Self::Invariant | Self::American { .. })
    }
}
