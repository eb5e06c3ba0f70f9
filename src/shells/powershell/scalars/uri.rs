//! `System.Uri`, for addresses without anything that .NET would have to rewrite in a way of its own: a scheme it
//! knows, an ASCII host, a path, a query and a fragment (UriSyntax.cs, Uri.cs).

use super::Fault;

/// An address, in its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uri {
    /// As given.
    pub original: String,
    /// Its parts; `None` for a relative one.
    pub parts: Option<Parts>,
}

/// The parts of an absolute address, escaped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parts {
    /// In lower case.
    pub scheme: String,
    /// Before the `@`.
    pub user: String,
    /// In lower case.
    pub host: String,
    /// -1 where there is none.
    pub port: i64,
    /// Whether it is the scheme's own.
    pub usual_port: bool,
    /// From the first slash on.
    pub path: String,
    /// With its `?`.
    pub query: String,
    /// With its `#`.
    pub fragment: String,
}

/// Schemes with a host, and the port each has of its own.
static PORTS: [(&str, i64); 8] = [
    ("http", 80),
    ("https", 443),
    ("ftp", 21),
    ("ws", 80),
    ("wss", 443),
    ("gopher", 70),
    ("telnet", 23),
    ("nntp", 119),
];

/// Percent signs for every byte that is not one of the unreserved characters (`Uri.EscapeDataString`).
pub fn escape_data(text: &str) -> String {
    escape(text, |byte| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte))
}

/// The same with the reserved characters left alone (`Uri.EscapeUriString`).
pub fn escape_uri(text: &str) -> String {
    escape(text, |byte| byte.is_ascii_alphanumeric() || b"-_.~:/?#[]@!$&'()*+,;=".contains(&byte))
}

fn escape(text: &str, plain: impl Fn(u8) -> bool) -> String {
    let mut made = String::with_capacity(text.len());
    for byte in text.bytes() {
        match plain(byte) {
            true => made.push(char::from(byte)),
            false => made.push_str(&format!("%{byte:02X}")),
        }
    }
    made
}

/// Percent signs undone (`Uri.UnescapeDataString`).
///
/// # Errors
/// When what comes out is no UTF-8, which .NET leaves partly escaped.
pub fn unescape_data(text: &str) -> Result<String, Fault> {
    let bytes = text.as_bytes();
    let (mut made, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while at < bytes.len() {
        let hex = (bytes[at] == b'%').then(|| text.get(at + 1..at + 3)).flatten();
        let byte = hex
            .filter(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        made.push(byte.unwrap_or(bytes[at]));
        at += if byte.is_some() { 3 } else { 1 };
    }
    String::from_utf8(made).map_err(|_| Fault::Open)
}

impl Uri {
    /// Reads an address; what is no absolute one is relative.
    ///
    /// # Errors
    /// When it holds something envsim does not read.
    pub fn parse(text: &str, windows: bool) -> Result<Self, Fault> {
        let original = text.to_owned();
        let text = text.trim();
        let relative = Self { original: original.clone(), parts: None };
        let absolute = |parts| Ok(Self { original, parts: Some(parts) });
        let bytes = text.as_bytes();
        if bytes.len() >= 3 && bytes[0].is_ascii_alphabetic() && bytes[1] == b':' {
            let rooted = matches!(bytes[2], b'\\' | b'/');
            return if rooted { absolute(file(&format!("/{text}"))?) } else { Err(Fault::Open) };
        }
        if text.starts_with("\\\\") || text.starts_with("//") {
            return Err(Fault::Open);
        }
        if text.starts_with('/') {
            return if windows { Ok(relative) } else { absolute(file(text)?) };
        }
        let Some((scheme, rest)) = text.split_once(':') else {
            return if text.is_ascii() { Ok(relative) } else { Err(Fault::Open) };
        };
        let named = scheme.starts_with(|letter: char| letter.is_ascii_alphabetic())
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
        if !named {
            return Err(Fault::Open);
        }
        let scheme = scheme.to_ascii_lowercase();
        match (scheme.as_str(), rest.strip_prefix("//")) {
            ("file", Some(rest)) if rest.starts_with('/') => absolute(file(rest)?),
            (_, Some(rest)) => match PORTS.iter().find(|(name, _)| *name == scheme) {
                Some((_, port)) => absolute(with_host(&scheme, *port, rest)?),
                None => Err(Fault::Open),
            },
            _ => Err(Fault::Open),
        }
    }

    /// As it is written back: unescaped where that is harmless.
    ///
    /// # Errors
    /// When .NET would unescape something.
    pub fn text(&self) -> Result<String, Fault> {
        match &self.parts {
            None => Ok(self.original.clone()),
            Some(parts) if parts.absolute().contains('%') => Err(Fault::Open),
            Some(parts) => Ok(parts.absolute()),
        }
    }
}

impl Parts {
    /// Host and port, without a port that is the scheme's own.
    pub fn authority(&self) -> String {
        match self.usual_port {
            true => self.host.clone(),
            false => format!("{}:{}", self.host, self.port),
        }
    }

    /// The whole address.
    pub fn absolute(&self) -> String {
        let user = if self.user.is_empty() { String::new() } else { format!("{}@", self.user) };
        let Self { scheme, path, query, fragment, .. } = self;
        format!("{scheme}://{user}{}{path}{query}{fragment}", self.authority())
    }

    /// The path as a file's name.
    ///
    /// # Errors
    /// When what comes out of the percent signs is no UTF-8.
    pub fn local(&self) -> Result<String, Fault> {
        let path = unescape_data(&self.path)?;
        let drive = path.as_bytes().get(2) == Some(&b':');
        Ok(match self.scheme == "file" && drive {
            true => path[1..].replace('/', "\\"),
            false => path,
        })
    }

    /// The path cut behind every slash.
    pub fn segments(&self) -> Vec<String> {
        self.path.split_inclusive('/').map(str::to_owned).collect()
    }
}

fn file(path: &str) -> Result<Parts, Fault> {
    if path.contains(['?', '#', '%']) {
        return Err(Fault::Open);
    }
    let drive = path.as_bytes().get(2) == Some(&b':');
    let path = if drive { path.replace('\\', "/") } else { path.to_owned() };
    if path.contains('\\') {
        return Err(Fault::Open);
    }
    Ok(Parts {
        scheme: "file".into(),
        user: String::new(),
        host: String::new(),
        port: -1,
        usual_port: true,
        path: escape_uri(&without_dots(&path)),
        query: String::new(),
        fragment: String::new(),
    })
}

fn with_host(scheme: &str, usual: i64, rest: &str) -> Result<Parts, Fault> {
    if rest.contains(['\\', '%']) || !rest.is_ascii() {
        return Err(Fault::Open);
    }
    let (rest, fragment) = rest.split_once('#').map_or((rest, None), |(a, b)| (a, Some(b)));
    let (rest, query) = rest.split_once('?').map_or((rest, None), |(a, b)| (a, Some(b)));
    let (authority, path) = rest.find('/').map_or((rest, "/"), |at| rest.split_at(at));
    let (user, host) = authority.rsplit_once('@').unwrap_or(("", authority));
    let (host, port) = host.split_once(':').map_or((host, None), |(a, b)| (a, Some(b)));
    let port = match port {
        None => usual,
        Some(digits) => digits.parse::<u16>().map(i64::from).map_err(|_| Fault::Open)?,
    };
    let plain = !host.is_empty()
        && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte))
        && !host
            .split('.')
            .next_back()
            .is_some_and(|last| last.bytes().all(|b| b.is_ascii_digit()));
    let dotted = host.split('.').count() == 4
        && host.split('.').all(|part| part.parse::<u8>().is_ok_and(|n| n.to_string() == part));
    if !plain && !dotted || user.contains('@') {
        return Err(Fault::Open);
    }
    let with = |sign: &str, text: Option<&str>| match text {
        Some(text) => format!("{sign}{}", escape_uri(text)),
        None => String::new(),
    };
    Ok(Parts {
        scheme: scheme.to_owned(),
        user: user.to_owned(),
        host: host.to_ascii_lowercase(),
        port,
        usual_port: port == usual,
        path: escape_uri(&without_dots(path)),
        query: with("?", query),
        fragment: with("#", fragment),
    })
}

/// `.` and `..` of a path taken out.
fn without_dots(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let parts: Vec<&str> = path.split('/').collect();
    for (index, part) in parts.iter().enumerate() {
        let last = index + 1 == parts.len();
        match *part {
            "." => {}
            ".." => {
                if kept.len() > 1 {
                    kept.pop();
                }
            }
            other => {
                kept.push(other);
                continue;
            }
        }
        if last {
            kept.push("");
        }
    }
    kept.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_taken_apart() {
        let uri = Uri::parse("HTTPS://me@Example.org:8080/a/./b/../c?d=e f#g", false).unwrap();
        let parts = uri.parts.clone().unwrap();
        assert_eq!(parts.absolute(), "https://me@example.org:8080/a/c?d=e%20f#g");
        assert_eq!((parts.port, parts.usual_port), (8080, false));
        assert_eq!(parts.segments(), ["/", "a/", "c"]);
        let short = Uri::parse("http://example.org", false).unwrap();
        assert_eq!(short.text().unwrap(), "http://example.org/");
        let local = |text: &str, windows| {
            Uri::parse(text, windows).unwrap().parts.map(|parts| parts.local().unwrap())
        };
        assert_eq!(local("file:///C:/x/y z", true).as_deref(), Some("C:\\x\\y z"));
        assert_eq!(local("/usr/bin", false).as_deref(), Some("/usr/bin"));
        assert_eq!(local("/usr/bin", true), None);
        assert_eq!(escape_data("C:\\a b"), "C%3A%5Ca%20b");
        assert_eq!(unescape_data("a%20b%2"), Ok("a b%2".to_owned()));
    }
}
