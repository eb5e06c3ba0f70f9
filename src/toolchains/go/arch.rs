//! The variables that belong to one architecture: names, defaults, and what each release refuses (internal/buildcfg/cfg.go).

/// One architecture variable.
pub struct ArchVariable {
    /// Its name.
    pub name: &'static str,
    /// The values of GOARCH it belongs to.
    pub archs: &'static [&'static str],
    /// The first minor release that prints it.
    pub since: u32,
}

/// All of them, in the order internal/buildcfg computes (and checks) them.
pub const VARIABLES: [ArchVariable; 9] = [
    ArchVariable { name: "GO386", archs: &["386"], since: 0 },
    ArchVariable { name: "GOAMD64", archs: &["amd64"], since: 18 },
    ArchVariable { name: "GOARM", archs: &["arm"], since: 0 },
    ArchVariable { name: "GOARM64", archs: &["arm64"], since: 23 },
    ArchVariable { name: "GOMIPS", archs: &["mips", "mipsle"], since: 0 },
    ArchVariable { name: "GOMIPS64", archs: &["mips64", "mips64le"], since: 0 },
    ArchVariable { name: "GOPPC64", archs: &["ppc64", "ppc64le"], since: 0 },
    ArchVariable { name: "GORISCV64", archs: &["riscv64"], since: 23 },
    ArchVariable { name: "GOWASM", archs: &["wasm"], since: 0 },
];

/// The variable printed for a target architecture.
pub fn of(minor: u32, arch: &str) -> Option<&'static ArchVariable> {
    VARIABLES.iter().find(|one| one.archs.contains(&arch) && minor >= one.since)
}

/// What the release's own build uses where nobody says otherwise (cmd/dist, built on a machine of that kind).
pub fn default(minor: u32, name: &str, host_os: &str, host_arch: &str) -> &'static str {
    match name {
        "GO386" => "sse2",
        "GOAMD64" => "v1",
        "GOARM" => default_arm(minor, host_os, host_arch),
        "GOARM64" => "v8.0",
        "GOMIPS" | "GOMIPS64" => "hardfloat",
        "GOPPC64" => "power8",
        "GORISCV64" => "rva20u64",
        _ => "",
    }
}

/// cmd/dist/util.go `xgetgoarm`: a build on something that is no ARM chose 5 until Go 1.20; Go 1.22 and 1.23 print it with its float mode.
fn default_arm(minor: u32, host_os: &str, host_arch: &str) -> &'static str {
    match minor {
        22 | 23 => "7,hardfloat",
        21 | 24.. => "7",
        17.. if host_os == "windows" => "7",
        ..=14 if host_os == "darwin" => "7",
        _ if host_os == "android" => "7",
        _ if host_arch == "arm" => "6",
        _ => "5",
    }
}

/// A setting of the process environment as internal/buildcfg prints it back; `None` where it is empty or refused.
pub fn normalised(minor: u32, name: &str, value: &str) -> Option<String> {
    if value.is_empty() || refuse(minor, name, value).is_some() {
        return None;
    }
    Some(match name {
        "GOARM" if minor >= 22 && !value.contains(',') => {
            format!("{value},{}", if value == "5" { "softfloat" } else { "hardfloat" })
        }
        "GOARM64" => {
            let version = value.split(',').next().unwrap_or("");
            let lse = value.contains(",lse") || version != "v8.0";
            let crypto = value.contains(",crypto");
            let part = |on, text| if on { text } else { "" };
            format!("{version}{}{}", part(lse, ",lse"), part(crypto, ",crypto"))
        }
        "GOWASM" if minor >= 26 => String::new(),
        "GOWASM" => {
            let has = |word: &&str| value.split(',').any(|one| one == *word);
            ["satconv", "signext"].into_iter().filter(has).collect::<Vec<_>>().join(",")
        }
        _ => value.to_owned(),
    })
}

/// What Go has against the architecture settings of the process environment, in its own words without the prefix.
pub fn check(
    minor: u32,
    get: impl Fn(&str) -> String,
    host_os: &str,
    host_arch: &str,
) -> Option<String> {
    if minor <= 16 {
        return check_old(&get);
    }
    let mut error = None;
    for variable in VARIABLES.iter().filter(|one| minor >= one.since) {
        let mut value = get(variable.name);
        if value.is_empty() {
            value = default(minor, variable.name, host_os, host_arch).to_owned();
        }
        let wrong = refuse(minor, variable.name, &value);
        if variable.name == "GOARM64" {
            // The parser of GOARM64 assigns the shared error, so what came before it is forgotten.
            error = wrong;
        } else if wrong.is_some() {
            error = wrong;
        }
    }
    let fips = get("GOFIPS140");
    if minor >= 24 && !fips.is_empty() && !is_fips(minor, &fips) {
        let form = if minor >= 26 { "v1.Y.Z" } else { "vX.Y.Z" };
        error = Some(format!(
            "invalid GOFIPS140: must be off, latest, inprocess, certified, or {form}"
        ));
    }
    error
}

fn refuse(minor: u32, name: &str, value: &str) -> Option<String> {
    let one_of = |allowed: &[&str]| {
        let message = || format!("invalid {name}: must be {}", allowed.join(", "));
        (!allowed.contains(&value)).then(message)
    };
    match name {
        "GOAMD64" => one_of(&["v1", "v2", "v3", "v4"]),
        "GOARM" => refuse_arm(minor, value),
        "GOARM64" => refuse_arm64(value),
        "GOMIPS" | "GOMIPS64" => one_of(&["hardfloat", "softfloat"]),
        "GOPPC64" if minor >= 20 => one_of(&["power8", "power9", "power10"]),
        "GOPPC64" => one_of(&["power8", "power9"]),
        "GORISCV64" if minor >= 25 => one_of(&["rva20u64", "rva22u64", "rva23u64"]),
        "GORISCV64" => one_of(&["rva20u64", "rva22u64"]),
        "GOWASM" => refuse_wasm(value)
            .map(|word| format!("invalid GOWASM: no such feature {}", super::print::quote(word))),
        _ => None,
    }
}

fn refuse_arm(minor: u32, value: &str) -> Option<String> {
    if minor < 22 {
        let message = "invalid GOARM: must be 5, 6, 7";
        return (!["5", "6", "7"].contains(&value)).then(|| message.to_owned());
    }
    let value = value.strip_suffix(",softfloat").unwrap_or(value);
    let value = value.strip_suffix(",hardfloat").unwrap_or(value);
    let message = "invalid GOARM: must start with 5, 6, or 7, and may optionally end in either \",hardfloat\" or \",softfloat\"";
    (!["5", "6", "7"].contains(&value)).then(|| message.to_owned())
}

fn refuse_arm64(value: &str) -> Option<String> {
    let mut version = value;
    while let Some(rest) = version.strip_suffix(",lse").or_else(|| version.strip_suffix(",crypto"))
    {
        version = rest;
    }
    let known = match version.as_bytes() {
        [b'v', b'8', b'.', minor] => minor.is_ascii_digit(),
        [b'v', b'9', b'.', minor] => (b'0'..=b'5').contains(minor),
        _ => false,
    };
    let message = "invalid GOARM64: must start with v8.{0-9} or v9.{0-5} and may optionally end in \",lse\" and/or \",crypto\"";
    (!known).then(|| message.to_owned())
}

fn refuse_wasm(value: &str) -> Option<&str> {
    value.split(',').rfind(|word| !["", "satconv", "signext"].contains(word))
}

/// Go 1.13 to 1.16 stop at the first bad value, while the program is being initialised (cmd/internal/objabi/util.go).
fn check_old(get: &impl Fn(&str) -> String) -> Option<String> {
    let bad = |name: &str, allowed: &[&str]| {
        let value = get(name);
        !value.is_empty() && !allowed.contains(&value.as_str())
    };
    let fixed = [
        ("GOARM", &["5", "6", "7"][..], "Invalid GOARM value. Must be 5, 6, or 7."),
        (
            "GOMIPS",
            &["hardfloat", "softfloat"],
            "Invalid GOMIPS value. Must be hardfloat or softfloat.",
        ),
        (
            "GOMIPS64",
            &["hardfloat", "softfloat"],
            "Invalid GOMIPS64 value. Must be hardfloat or softfloat.",
        ),
        ("GOPPC64", &["power8", "power9"], "Invalid GOPPC64 value. Must be power8 or power9."),
    ];
    if let Some((.., message)) = fixed.iter().find(|(name, allowed, _)| bad(name, allowed)) {
        return Some((*message).to_owned());
    }
    let wasm = get("GOWASM");
    let word = wasm.split(',').find(|word| !["", "satconv", "signext"].contains(word));
    word.map(|word| format!("Invalid GOWASM value. No such feature: {word}"))
}

fn is_fips(minor: u32, value: &str) -> bool {
    if ["off", "latest", "inprocess", "certified"].contains(&value) {
        return true;
    }
    let Some(rest) = value.strip_prefix('v') else { return false };
    let number = |text: &str| {
        let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
        (end > 0).then(|| (text[..end].to_owned(), text[end..].to_owned()))
    };
    let Some((major, rest)) = number(rest) else { return false };
    let Some((_, rest)) = rest.strip_prefix('.').and_then(&number) else { return false };
    let Some((_, rest)) = rest.strip_prefix('.').and_then(&number) else { return false };
    if minor >= 26 && major != "1" {
        return false;
    }
    let candidate = minor >= 26
        && rest.strip_prefix("-rc").and_then(&number).is_some_and(|(_, rest)| rest.is_empty());
    rest.is_empty() || candidate || (rest.starts_with('-') && rest.len() == 9)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaint(minor: u32, set: &[(&str, &str)]) -> Option<String> {
        let get = |name: &str| {
            set.iter().find(|(key, _)| *key == name).map_or(String::new(), |(_, v)| (*v).to_owned())
        };
        check(minor, get, "linux", "amd64")
    }

    #[test]
    fn bad_values_are_refused_release_by_release() {
        let amd64 = Some("invalid GOAMD64: must be v1, v2, v3, v4".to_owned());
        for minor in 18..=22 {
            assert_eq!(complaint(minor, &[("GOAMD64", "x")]), amd64, "1.{minor}");
        }
        for minor in [13, 17, 23, 26, 27] {
            assert_eq!(complaint(minor, &[("GOAMD64", "x")]), None, "1.{minor}");
        }
        let arm = Some("invalid GOARM: must be 5, 6, 7".to_owned());
        assert_eq!(complaint(21, &[("GOARM", "8")]), arm);
        assert_eq!(complaint(23, &[("GOARM", "8")]), None);
        let old = Some("Invalid GOARM value. Must be 5, 6, or 7.".to_owned());
        assert_eq!(complaint(13, &[("GOARM", "8")]), old);
        let mips = Some("invalid GOMIPS: must be hardfloat, softfloat".to_owned());
        assert_eq!(complaint(26, &[("GOMIPS", "x"), ("GOARM64", "v7")]), mips);
        let fips = |form| {
            Some(format!("invalid GOFIPS140: must be off, latest, inprocess, certified, or {form}"))
        };
        assert_eq!(complaint(24, &[("GOFIPS140", "x")]), fips("vX.Y.Z"));
        assert_eq!(complaint(26, &[("GOFIPS140", "v2.0.0")]), fips("v1.Y.Z"));
        assert_eq!(complaint(26, &[("GOFIPS140", "v1.0.0-rc1")]), None);
        assert_eq!(complaint(23, &[("GOFIPS140", "x")]), None);
    }

    #[test]
    fn goarm_follows_the_builder_until_1_20() {
        let default = |minor| default(minor, "GOARM", "linux", "amd64");
        assert_eq!(
            [13, 20, 21, 22, 23, 24, 27].map(default),
            ["5", "5", "7", "7,hardfloat", "7,hardfloat", "7", "7"]
        );
        let windows = |minor| super::default(minor, "GOARM", "windows", "amd64");
        assert_eq!([13, 16, 17, 20].map(windows), ["5", "5", "7", "7"]);
        assert_eq!(of(17, "amd64").map(|one| one.name), None);
        assert_eq!(of(18, "amd64").map(|one| one.name), Some("GOAMD64"));
        assert_eq!(of(26, "s390x").map(|one| one.name), None);
    }
}
