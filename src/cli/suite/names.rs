//! The file of every recorded answer: never the same for two questions, on no file system.

use std::collections::HashMap;

use crate::scenario::Scenario;

/// How long a question may be in a file's name: Windows counts the whole path, and stops at 260.
const LONGEST: usize = 90;

/// The name of every question's answer, in the order of the questions: `git-bat-hijack__explain-git`.
///
/// Names are letters, digits and a few signs. Where that makes two questions of the scenario alike,
/// also on a file system that ignores case, each of them ends in a checksum.
pub fn snapshot_names(scenario: &Scenario) -> Vec<String> {
    let plain: Vec<String> = scenario.ask.iter().map(|words| readable(words)).collect();
    let mut askers: HashMap<String, Vec<&[String]>> = HashMap::new();
    for (name, words) in plain.iter().zip(&scenario.ask) {
        let same = askers.entry(name.to_ascii_lowercase()).or_default();
        if !same.contains(&words.as_slice()) {
            same.push(words);
        }
    }
    let head = holder(&scenario.name);
    let mut taken: HashMap<String, &[String]> = HashMap::new();
    let mut names = Vec::new();
    for (name, words) in plain.iter().zip(&scenario.ask) {
        let alone = askers[&name.to_ascii_lowercase()].len() == 1;
        let base = if alone { name.clone() } else { marked(name, &words.join("\0")) };
        // A checksum may be another question's text, or the same by chance.
        let numbered = (2..).map(|number| format!("{base}-{number}"));
        let free = std::iter::once(base.clone()).chain(numbered).find(|name| {
            let owner = taken.entry(name.to_ascii_lowercase()).or_insert(words);
            *owner == words.as_slice()
        });
        names.push(format!("{head}__{}", free.unwrap_or(base)));
    }
    names
}

/// The scenario's part: what is before the first `__`, so that no other scenario's file can be meant.
fn holder(scenario: &str) -> String {
    let usual = |letter: char| {
        letter.is_ascii_lowercase() || letter.is_ascii_digit() || "-._+".contains(letter)
    };
    let clear = !scenario.contains("__") && !scenario.ends_with('_');
    if clear && scenario.chars().all(usual) {
        return scenario.to_owned();
    }
    let text: String =
        scenario.chars().map(|letter| if usual(letter) { letter } else { '-' }).collect();
    marked(&text.replace("__", "-"), scenario)
}

/// The question as far as a file's name can say it; what is long ends in a checksum.
fn readable(words: &[String]) -> String {
    let plain = |letter: char| {
        if letter.is_ascii_alphanumeric() || "-._+@=".contains(letter) { letter } else { '_' }
    };
    let whole = words.join("-");
    let text: String = whole.chars().map(plain).collect();
    if text.len() > LONGEST { marked(&text, &whole) } else { text }
}

/// A text, cut where it is long, with the checksum (FNV-1a) of another.
fn marked(text: &str, of: &str) -> String {
    let step = |sum: u32, byte: u8| (sum ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    let sum = of.bytes().fold(0x811c_9dc5, step);
    let kept = text.char_indices().nth(LONGEST - 9).map_or(text.len(), |(at, _)| at);
    format!("{}-{sum:08x}", &text[..kept])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::machine::recorded::Recorded;
    use crate::machine::{Facts, Platform};

    fn names(scenario: &str, questions: &[&[&str]]) -> Vec<String> {
        let words = |question: &&[&str]| question.iter().map(|&word| word.to_owned()).collect();
        snapshot_names(&Scenario {
            name: scenario.to_owned(),
            file: String::new(),
            sources: Vec::new(),
            expect: Vec::new(),
            title: String::new(),
            machine: Recorded::new(Facts::new(Platform::Linux)),
            steps: Vec::new(),
            ask: questions.iter().map(words).collect(),
        })
    }

    #[test]
    fn a_question_alone_keeps_its_plain_name() {
        let asked =
            names("s", &[&["explain", "C:\\a b"], &["explain", "git"], &["explain", "git"]]);
        assert_eq!(asked, ["s__explain-C__a_b", "s__explain-git", "s__explain-git"]);
    }

    #[test]
    fn questions_that_look_alike_never_share_a_file() {
        let alike: &[&[&str]] = &[
            &["explain", "a b"],
            &["explain", "a/b"],
            &["explain", "a_b"],
            &["explain", "A_B"],
            &["explain", "a", "b"],
            &["explain-a", "b"],
            &["explain-a-b"],
        ];
        let asked = names("s", alike);
        assert_eq!(asked[0], "s__explain-a_b-ea48d2ad");
        let mut once: Vec<String> = asked.iter().map(|name| name.to_lowercase()).collect();
        once.sort();
        once.dedup();
        assert_eq!(once.len(), alike.len(), "{asked:?}");
    }

    #[test]
    fn a_checksum_that_is_spelled_out_by_another_question_is_passed_over() {
        let copied = "a_b-ea48d2ad";
        let asked = names("s", &[&["explain", "a b"], &["explain", "a/b"], &["explain", copied]]);
        assert_eq!(asked[2], "s__explain-a_b-ea48d2ad-2");
    }

    #[test]
    fn long_questions_end_in_a_checksum_and_scenarios_cannot_be_confused() {
        let long = "x".repeat(200);
        let asked = names("s", &[&[&long, "a"], &[&long, "b"]]);
        assert_eq!((asked[0].len(), asked[0] == asked[1]), (93, false));
        let one = names("a", &[&["b__c"]]);
        let other = names("a__b", &[&["c"]]);
        assert_eq!((one[0].as_str(), other[0].as_str()), ("a__b__c", "a-b-749bc500__c"));
        assert!(names("\u{1b}[31m/..", &[&["c"]])[0].starts_with("--31m-..-"));
    }
}
