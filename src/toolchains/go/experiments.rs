//! `GOEXPERIMENT`: the names each release knows, and what is wrong with a list (internal/buildcfg/exp.go).

/// A name and the first and last minor release that know it.
type Known = (&'static str, u32, u32);

const LAST: u32 = u32::MAX;

/// internal/goexperiment/flags.go of every release, in the order of the fields.
const KNOWN: [Known; 38] = [
    ("fieldtrack", 17, LAST),
    ("preemptibleloops", 17, LAST),
    ("staticlockranking", 17, LAST),
    ("boringcrypto", 19, LAST),
    ("unified", 18, 20),
    ("regabiwrappers", 17, LAST),
    ("regabig", 17, 17),
    ("regabireflect", 17, 18),
    ("regabidefer", 17, 17),
    ("regabiargs", 17, LAST),
    ("pacerredesign", 18, 18),
    ("heapminimum512kib", 18, LAST),
    ("coverageredesign", 20, 24),
    ("arenas", 20, LAST),
    ("pagetrace", 20, 22),
    ("cgocheck2", 21, LAST),
    ("loopvar", 21, LAST),
    ("cacheprog", 21, 25),
    ("newinliner", 22, LAST),
    ("rangefunc", 22, 25),
    ("range", 22, 22),
    ("allocheaders", 22, 22),
    ("exectracer2", 22, 22),
    ("aliastypeparams", 23, 25),
    ("swissmap", 24, 25),
    ("spinbitmutex", 24, 24),
    ("synchashtriemap", 24, 25),
    ("synctest", 24, 25),
    ("dwarf5", 25, LAST),
    ("jsonv2", 25, LAST),
    ("greenteagc", 25, LAST),
    ("randomizedheapbase64", 26, LAST),
    ("runtimefreegc", 26, LAST),
    ("sizespecializedmalloc", 26, LAST),
    ("goroutineleakprofile", 26, 26),
    ("simd", 26, LAST),
    ("runtimesecret", 26, LAST),
    ("mapsplitgroup", 27, LAST),
];

/// Experiments that are on by themselves, where the cleaned list is printed (Go 1.17 and 1.18).
const REGABI: [&str; 5] =
    ["regabiwrappers", "regabig", "regabireflect", "regabidefer", "regabiargs"];

/// The list as Go 1.17 and 1.18 print it: only what differs from the release's own choice.
///
/// # Errors
/// Go's message for a name the release does not know, or a combination it refuses.
pub fn parse(minor: u32, os: &str, arch: &str, list: &str) -> Result<String, String> {
    let (supported, always_on) = regabi(minor, os, arch);
    let known = KNOWN.iter().filter(|(_, since, until)| (*since..=*until).contains(&minor));
    let mut flags: Vec<(&str, bool, bool)> = known
        .map(|(name, ..)| (*name, is_default(minor, name, supported)))
        .map(|(name, on)| (name, on, on))
        .collect();
    for word in list.split(',').filter(|word| !word.is_empty()) {
        apply(&mut flags, word)?;
    }
    if always_on || !supported {
        for flag in flags.iter_mut().filter(|flag| REGABI.contains(&flag.0)) {
            flag.1 = supported;
        }
    }
    refuse(minor, &flags)?;
    let changed = flags.iter().filter(|(_, on, base)| on != base);
    let words: Vec<String> =
        changed.map(|(name, on, _)| format!("{}{name}", if *on { "" } else { "no" })).collect();
    Ok(words.join(","))
}

/// Whether an experiment is on by itself; only the releases that print a cleaned list need to know more.
fn is_default(minor: u32, name: &str, regabi: bool) -> bool {
    (regabi && REGABI.contains(&name)) || (minor == 18 && name == "pacerredesign")
}

fn apply(flags: &mut [(&str, bool, bool)], word: &str) -> Result<(), String> {
    if word == "none" {
        flags.iter_mut().for_each(|flag| flag.1 = false);
        return Ok(());
    }
    let (name, on) = match word.strip_prefix("no") {
        Some(name) => (name, false),
        None => (word, true),
    };
    let mut found = false;
    for flag in flags.iter_mut() {
        if flag.0 == name || (name == "regabi" && REGABI.contains(&flag.0)) {
            flag.1 = on;
            found = true;
        }
    }
    if found { Ok(()) } else { Err(format!("unknown GOEXPERIMENT {name}")) }
}

/// Whether the register ABI is on by default, and whether it cannot be turned off.
fn regabi(minor: u32, os: &str, arch: &str) -> (bool, bool) {
    let always: &[&str] = match minor {
        0..=17 => &[],
        18 => &["amd64"],
        19 => &["amd64", "arm64", "ppc64le", "ppc64"],
        20..=22 => &["amd64", "arm64", "ppc64le", "ppc64", "riscv64"],
        _ => &["amd64", "arm64", "loong64", "ppc64le", "ppc64", "riscv64"],
    };
    let optional: &[&str] = match minor {
        0..=17 if ["android", "linux", "darwin", "windows"].contains(&os) => &["amd64"],
        18 => &["arm64", "ppc64le", "ppc64"],
        19 => &["riscv64"],
        21 | 22 => &["loong64"],
        25.. => &["s390x"],
        _ => &[],
    };
    let on = always.contains(&arch);
    (on || optional.contains(&arch), on)
}

fn refuse(minor: u32, flags: &[(&str, bool, bool)]) -> Result<(), String> {
    let on = |name: &str| flags.iter().any(|flag| flag.0 == name && flag.1);
    let needed: &[&str] = match minor {
        17 => &REGABI[..4],
        18 => &["regabiwrappers", "regabireflect"],
        _ => &["regabiwrappers"],
    };
    if on("regabiargs") && !needed.iter().all(|name| on(name)) {
        return Err(format!("GOEXPERIMENT regabiargs requires {}", needed.join(",")));
    }
    if on("regabig") && !on("regabiwrappers") {
        return Err("GOEXPERIMENT regabig requires regabiwrappers".to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cleaned_list_leaves_out_what_is_the_default() {
        let list = "fieldtrack,nofieldtrack,staticlockranking";
        for minor in [17, 18] {
            assert_eq!(parse(minor, "linux", "amd64", list), Ok("staticlockranking".into()));
        }
        assert_eq!(parse(18, "linux", "amd64", "regabi"), Ok(String::new()));
        assert_eq!(parse(18, "linux", "amd64", "none"), Ok("nopacerredesign".into()));
    }

    #[test]
    fn unknown_names_are_refused_without_their_negation() {
        let refused = |minor, list| parse(minor, "linux", "amd64", list).err();
        assert_eq!(refused(26, "nope"), Some("unknown GOEXPERIMENT pe".into()));
        assert_eq!(refused(21, "jsonv2"), Some("unknown GOEXPERIMENT jsonv2".into()));
        assert_eq!(refused(25, "jsonv2,none,,nogreenteagc"), None);
    }
}
