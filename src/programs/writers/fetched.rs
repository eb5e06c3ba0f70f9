//! What programs write that fetch and unpack, by the words of their command lines.

/// Letters of `curl` that take a value (curl(1)).
const CURL: &str = "AbcCdDeEFHKmPQrtTuUwxXyYz";
/// Those of `wget` (wget(1)).
const WGET: &str = "aeioABDIPQRTUtwXl";

/// The files and directories that are written; `None` for other programs.
pub(super) fn written(program: &str, words: &[&str]) -> Option<Vec<Written>> {
    let file = |path: &str| vec![Written { path: path.to_owned(), parents: false }];
    Some(match program {
        "git" => git(words),
        "curl" => curl(words),
        "wget" => wget(words),
        "tar" if unpacks(words) => file(option(words, 'C', "--directory").unwrap_or(".")),
        "tar" => file(option(words, 'f', "--file").or(words.get(1).copied()).unwrap_or(".")),
        "unzip" => file(option(words, 'd', "").unwrap_or(".")),
        "patch" => file(words.iter().rfind(|word| !word.starts_with('-')).unwrap_or(&".")),
        "dd" => words.iter().filter_map(|word| word.strip_prefix("of=")).flat_map(file).collect(),
        _ => return None,
    })
}

/// Something that is written.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Written {
    pub path: String,
    /// Whether the directories above are made too.
    pub parents: bool,
}

/// `xzf`, `-xzf`, `--extract`.
fn unpacks(words: &[&str]) -> bool {
    let letters = |(at, word): (usize, &&str)| {
        (at == 0 || word.starts_with('-')) && !word.starts_with("--") && word.contains('x')
    };
    words.iter().any(|word| matches!(*word, "--extract" | "--get"))
        || words.iter().enumerate().any(letters)
}

/// `git clone URL [DIRECTORY]` and `git init [DIRECTORY]`.
fn git(words: &[&str]) -> Vec<Written> {
    let Some(at) = words.iter().position(|word| matches!(*word, "clone" | "init")) else {
        return Vec::new();
    };
    let operands: Vec<&str> =
        words[at + 1..].iter().copied().filter(|word| !word.starts_with('-')).collect();
    let path = match (words[at], operands.as_slice()) {
        ("init", []) => ".git".to_owned(),
        ("init", [.., directory]) => format!("{}/.git", directory.trim_end_matches('/')),
        // Which of the words are values of options is not looked at: the last may be the address or the directory.
        (_, [.., last]) if last.contains(':') => end_of(last.trim_end_matches(".git")).to_owned(),
        (_, [.., last]) => (*last).to_owned(),
        (_, []) => return Vec::new(),
    };
    vec![Written { path, parents: true }]
}

fn curl(words: &[&str]) -> Vec<Written> {
    let parents = words.contains(&"--create-dirs");
    let own = |word: &&&str| word.starts_with('-') && !word.starts_with("--");
    let remote = words.iter().filter(own).any(|word| has_letter(word, 'O', CURL));
    let remote = remote || words.iter().any(|word| word.starts_with("--remote-name"));
    let named = all_of(words, 'o', "--output", CURL);
    let urls = words.iter().filter(|word| remote && word.contains("://"));
    let urls = urls.map(|url| end_of(url));
    let file = |path: &str| Written { path: path.to_owned(), parents };
    named.into_iter().chain(urls).map(file).collect()
}

fn wget(words: &[&str]) -> Vec<Written> {
    let file = |path: String| Written { path, parents: true };
    let named = all_of(words, 'O', "--output-document", WGET);
    if let Some(name) = named.first() {
        return vec![file((*name).to_owned())];
    }
    let folder = option(words, 'P', "--directory-prefix").unwrap_or(".");
    let urls = words.iter().filter(|word| !word.starts_with('-'));
    urls.map(|url| file(format!("{folder}/{}", end_of(url)))).collect()
}

/// The first value of an option.
fn option<'w>(words: &[&'w str], letter: char, long: &str) -> Option<&'w str> {
    all_of(words, letter, long, "").into_iter().next()
}

/// Whether one word of short options has this one, before one that takes the rest for its value.
fn has_letter(word: &str, letter: char, valued: &str) -> bool {
    let before = word[1..].chars().take_while(|one| !valued.contains(*one));
    before.take_while(|one| *one != 'o' || letter == 'o').any(|one| one == letter)
}

/// Every value of an option: behind it, or in the next word.
fn all_of<'w>(words: &[&'w str], letter: char, long: &str, valued: &str) -> Vec<&'w str> {
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let next = words.get(at + 1).copied();
        if !long.is_empty() && word.starts_with(long) {
            match word[long.len()..].strip_prefix('=') {
                Some(value) => found.push(value),
                None if word.len() == long.len() => found.extend(next),
                None => {}
            }
        } else if word.starts_with('-')
            && !word.starts_with("--")
            && has_letter(word, letter, valued)
        {
            let rest = word.split_once(letter).map_or("", |(_, rest)| rest);
            found.extend(if rest.is_empty() { next } else { Some(rest) });
        }
    }
    found
}

/// What stands behind the last slash of an address.
fn end_of(url: &str) -> &str {
    let url = url.split(['?', '#']).next().unwrap_or(url);
    url.trim_end_matches('/').rsplit(['/', ':']).next().unwrap_or(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_fetched_has_a_name() {
        for (line, expected) in [
            ("git clone https://x/y.git", "y+"),
            ("git clone --depth 1 https://x/y /h/.z/q", "/h/.z/q+"),
            ("git clone git@x:a/y.git", "y+"),
            ("git init z", "z/.git+"),
            ("git status", ""),
            ("curl -sLof https://x/y", "f"),
            ("curl -fsSL https://x/y -o f", "f"),
            ("curl --create-dirs -fLo /h/.vim/plug.vim https://x", "/h/.vim/plug.vim+"),
            ("curl --output=f https://x", "f"),
            ("curl -sSLO https://x/y.zip", "y.zip"),
            ("curl -H o:1 https://x/y", ""),
            ("wget https://x/y?z=1", "./y+"),
            ("wget -qOf https://x/y", "f+"),
            ("tar xf a.tgz", "."),
            ("tar -xzf a.tgz -C /z", "/z"),
            ("tar --directory=z -xf a", "z"),
            ("unzip -q a.zip -d z", "z"),
            ("dd if=/dev/zero of=f", "f"),
        ] {
            let (program, rest) = line.split_once(' ').unwrap_or((line, ""));
            let words: Vec<&str> = rest.split(' ').collect();
            let found = written(program, &words).unwrap_or_default();
            let shown =
                |one: &Written| format!("{}{}", one.path, if one.parents { "+" } else { "" });
            assert_eq!(found.iter().map(shown).collect::<Vec<_>>().join(" "), expected, "{line}");
        }
    }
}
