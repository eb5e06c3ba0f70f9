//! `uname`, `arch`, `hostname`, `nproc`, `getconf`, `sw_vers`, `lsb_release`, `date`, `locale`.

use crate::machine::Platform;
use crate::programs::options::{NO, Options, YES};
use crate::programs::{Cannot, Followed, Program, Run};
use crate::value::Shape;

const COREUTILS: &str = crate::programs::texts::COREUTILS;

/// What is followed here.
pub const ALL: &[&Program] =
    &[&UNAME, &ARCH, &HOSTNAME, &NPROC, &GETCONF, &DATE, &SW_VERS, &LSB_RELEASE, &LOCALE];

/// uname(1).
pub static UNAME: Program = Program::new(
    &["uname"],
    "-s -n -m -o -p -i; the kernel's release and version where Linux' own files are read",
    COREUTILS,
    uname,
)
.portable();
/// arch(1).
pub static ARCH: Program = Program::new(&["arch"], "the processor", COREUTILS, arch).portable();
/// hostname(1).
pub static HOSTNAME: Program =
    Program::new(&["hostname"], "-s -f, the recorded name", "hostname 3.23", hostname).portable();
/// nproc(1).
pub static NPROC: Program = Program::new(&["nproc"], "a number above zero", COREUTILS, nproc);
/// getconf(1).
pub static GETCONF: Program =
    Program::new(&["getconf"], "LONG_BIT, ARG_MAX-like numbers are unknown", "glibc 2.36", getconf)
        .portable();
/// date(1).
pub static DATE: Program =
    Program::new(&["date"], "unknown, and not empty", COREUTILS, date).portable();
/// sw_vers(1).
pub static SW_VERS: Program =
    Program::new(&["sw_vers"], "-productName -productVersion", "macOS 14", sw_vers).portable();
/// lsb_release(1).
pub static LSB_RELEASE: Program = Program::new(
    &["lsb_release"],
    "-i -r -c -d, -s, from /etc/os-release",
    "lsb-release-minimal 12",
    lsb_release,
);
/// locale(1).
pub static LOCALE: Program =
    Program::new(&["locale"], "without arguments", "glibc 2.36, judged beside it", locale);

fn system(run: &Run<'_>) -> Result<&'static str, Cannot> {
    match run.machine().platform() {
        Platform::Linux => Ok("Linux"),
        Platform::MacOs => Ok("Darwin"),
        Platform::Windows => Err(Cannot::NotFollowed),
    }
}

fn processor(run: &Run<'_>) -> Result<String, Cannot> {
    let facts = run.machine().facts();
    let mac = facts.platform == Platform::MacOs;
    Ok(match facts.arch.as_deref() {
        Some("amd64") => "x86_64",
        Some("arm64") if mac => "arm64",
        Some("arm64") => "aarch64",
        Some("386") => "i686",
        Some("arm") => "armv7l",
        _ => return Err(Cannot::NotFollowed),
    }
    .to_owned())
}

fn uname(run: &mut Run<'_>) -> Followed {
    let long = [
        ("kernel-name", 's', NO),
        ("nodename", 'n', NO),
        ("machine", 'm', NO),
        ("operating-system", 'o', NO),
        ("processor", 'p', NO),
        ("hardware-platform", 'i', NO),
        ("kernel-release", 'r', NO),
        ("kernel-version", 'v', NO),
        ("all", 'a', NO),
    ];
    let options = Options::read(&run.arguments, "snmoprvia", &long, false)?;
    if !options.operands.is_empty() {
        return run.refuses(1);
    }
    let linux = run.machine().platform() == Platform::Linux;
    let none = options.all().next().is_none();
    let mut parts = Vec::new();
    for letter in "snrvmpio".chars() {
        let wanted = options.has(letter)
            || none && letter == 's'
            || options.has('a') && "snrvmo".contains(letter);
        if !wanted {
            continue;
        }
        match letter {
            's' if run.machine().platform() == Platform::Windows => {
                return unix_like(run, &options, &parts);
            }
            's' => parts.push(system(run)?.to_owned()),
            'n' => match host(run) {
                Some(host) => parts.push(host),
                None => {
                    return hidden(run, &parts, "holds the machine's name, which is not recorded");
                }
            },
            'm' => parts.push(processor(run)?),
            'o' if linux => parts.push("GNU/Linux".to_owned()),
            'o' => parts.push("Darwin".to_owned()),
            'p' | 'i' if linux => parts.push("unknown".to_owned()),
            'p' => match processor(run)?.as_str() {
                "arm64" => parts.push("arm".to_owned()),
                _ => parts.push("i386".to_owned()),
            },
            _ => match kernel(run, letter) {
                Some(text) => parts.push(text),
                None => {
                    return hidden(
                        run,
                        &parts,
                        "holds the kernel's version, which is not recorded",
                    );
                }
            },
        }
    }
    run.out = parts.join(" ") + "\n";
    Ok(0)
}

/// `MINGW64_NT-10.0-22631`: the Unix-like's name and the release of Windows (winsup `uname.cc`).
fn unix_like(run: &mut Run<'_>, options: &Options, parts: &[String]) -> Followed {
    let only = options.all().all(|(letter, _)| letter == 's');
    let mounts = crate::machine::mounts::Mounts::stock(run.machine().facts(), run.path(), None);
    let system = match mounts.runtime {
        crate::machine::mounts::Runtime::Cygwin => "CYGWIN".to_owned(),
        _ => run.filled("MSYSTEM")?.unwrap_or_else(|| "MSYS".to_owned()),
    };
    if !only
        || !parts.is_empty()
        || !["CYGWIN", "MSYS", "MINGW32", "MINGW64"].contains(&system.as_str())
    {
        return Err(Cannot::NotFollowed);
    }
    run.out = format!("{system}_NT-");
    let version = run.machine().facts().version.clone().unwrap_or_default();
    let numbers: Vec<&str> = version.split('.').collect();
    let [major, minor, build, ..] = numbers.as_slice() else {
        return Err(Cannot::tell(
            "ends in the release of Windows, which is not recorded",
            Shape::Filled,
        ));
    };
    run.out.push_str(&format!("{major}.{minor}-{build}\n"));
    Ok(0)
}

/// What is known in front of what is not.
/// What Linux says of itself in files (proc(5), `/proc/sys/kernel`).
fn kernel(run: &Run<'_>, letter: char) -> Option<String> {
    let name = if letter == 'r' { "osrelease" } else { "version" };
    let linux = run.machine().platform() == Platform::Linux;
    let bytes = run.machine().read(&format!("/proc/sys/kernel/{name}")).ok().filter(|_| linux)?;
    let text = std::str::from_utf8(&bytes).ok()?.trim_end_matches('\n').to_owned();
    (!text.is_empty()).then_some(text)
}

fn hidden(run: &mut Run<'_>, parts: &[String], reason: &str) -> Followed {
    for part in parts {
        run.out.push_str(part);
        run.out.push(' ');
    }
    Err(Cannot::tell(reason, Shape::Filled))
}

fn host(run: &Run<'_>) -> Option<String> {
    let machine = run.machine();
    let recorded = machine.facts().host.clone();
    let file = || {
        let bytes = machine.read("/etc/hostname").ok()?;
        let text = String::from_utf8(bytes.to_vec()).ok()?;
        Some(text.trim().to_owned()).filter(|name| !name.is_empty())
    };
    recorded.or_else(|| file().filter(|_| machine.platform() == Platform::Linux))
}

fn arch(run: &mut Run<'_>) -> Followed {
    if !run.arguments.is_empty() {
        return Err(Cannot::NotFollowed);
    }
    let name = processor(run)?;
    // On a Mac it is the processor's family.
    let name = if run.machine().platform() == Platform::MacOs && name == "x86_64" {
        "i386".to_owned()
    } else {
        name
    };
    run.out = name + "\n";
    Ok(0)
}

fn hostname(run: &mut Run<'_>) -> Followed {
    let words = run.words();
    let texts: Vec<&str> = words.iter().map(String::as_str).collect();
    let Some(host) = host(run) else {
        return Err(Cannot::tell("is the machine's name, which is not recorded", Shape::Filled));
    };
    run.out = match texts.as_slice() {
        [] => host,
        ["-s" | "--short"] => host.split('.').next().unwrap_or_default().to_owned(),
        [option] if option.starts_with('-') => {
            return Err(Cannot::tell("is asked of the network", Shape::Any));
        }
        // A name that is given is set, or refused.
        _ => return Err(Cannot::NotFollowed),
    } + "\n";
    Ok(0)
}

fn nproc(_: &mut Run<'_>) -> Followed {
    Err(Cannot::tell("is the number of processors, which is not recorded", Shape::Positive))
}

fn getconf(run: &mut Run<'_>) -> Followed {
    let word = run.arguments.first().cloned().unwrap_or_default();
    match word.as_str() {
        "LONG_BIT" => {
            let wide = !matches!(processor(run)?.as_str(), "i686" | "armv7l");
            run.out = if wide { "64\n" } else { "32\n" }.to_owned();
            Ok(0)
        }
        "_NPROCESSORS_ONLN" | "_NPROCESSORS_CONF" => nproc(run),
        _ => Err(Cannot::NotFollowed),
    }
}

fn date(run: &mut Run<'_>) -> Followed {
    let format = run.arguments.iter().find(|word| word.starts_with('+'));
    let number = format.is_some_and(|format| matches!(format.as_str(), "+%s" | "+%Y"));
    let sets = run.arguments.iter().any(|word| matches!(word.as_str(), "-s" | "--set"));
    if sets || format.is_some_and(|format| format == "+") {
        return Err(Cannot::NotFollowed);
    }
    // A date that is given may not be one.
    let given = run.arguments.iter().any(|word| {
        word.starts_with("-d")
            || word.starts_with("--d")
            || word.starts_with("-r")
            || word.starts_with("-j")
    });
    let shape = if number { Shape::Positive } else { Shape::Filled };
    match given {
        true => Err(Cannot::NotFollowed),
        false => Err(Cannot::tell("is the time when it runs", shape)),
    }
}

fn sw_vers(run: &mut Run<'_>) -> Followed {
    let word = run.arguments.first().cloned().unwrap_or_default();
    match word.trim_start_matches('-') {
        "productName" => {
            run.out = "macOS\n".to_owned();
            Ok(0)
        }
        "productVersion" => match run.machine().facts().version.clone() {
            Some(version) if version.starts_with(|c: char| c.is_ascii_digit()) => {
                run.out = version + "\n";
                Ok(0)
            }
            _ => Err(Cannot::tell("is the system's version, which is not recorded", Shape::Filled)),
        },
        _ => Err(Cannot::NotFollowed),
    }
}

fn lsb_release(run: &mut Run<'_>) -> Followed {
    let long = [
        ("id", 'i', NO),
        ("release", 'r', NO),
        ("codename", 'c', NO),
        ("description", 'd', NO),
        ("short", 's', NO),
        ("all", 'a', NO),
        ("version", 'v', YES),
    ];
    let options = Options::read(&run.arguments, "ircdsa", &long, false)?;
    if !run.machine().exists("/etc/os-release") {
        return Err(Cannot::NotFollowed);
    }
    let text = match run.read("/etc/os-release")? {
        Ok(text) => text,
        Err(_) => return Err(Cannot::NotFollowed),
    };
    let field = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
        line.map(|text| text.trim_matches(['"', '\'']).to_owned())
            .unwrap_or_else(|| "n/a".to_owned())
    };
    let id = field("ID");
    let mut capital = id.clone();
    if let Some(first) = capital.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    for (letter, title, value) in [
        ('i', "Distributor ID:\t", capital),
        ('d', "Description:\t", field("PRETTY_NAME")),
        ('r', "Release:\t", field("VERSION_ID")),
        ('c', "Codename:\t", field("VERSION_CODENAME")),
    ] {
        if options.has(letter) || options.has('a') {
            let title = if options.has('s') { "" } else { title };
            run.out.push_str(&format!("{title}{value}\n"));
        }
    }
    Ok(0)
}

/// The categories in the order that locale prints them.
const CATEGORIES: [&str; 12] = [
    "LC_CTYPE",
    "LC_NUMERIC",
    "LC_TIME",
    "LC_COLLATE",
    "LC_MONETARY",
    "LC_MESSAGES",
    "LC_PAPER",
    "LC_NAME",
    "LC_ADDRESS",
    "LC_TELEPHONE",
    "LC_MEASUREMENT",
    "LC_IDENTIFICATION",
];

fn locale(run: &mut Run<'_>) -> Followed {
    if !run.arguments.is_empty() {
        return Err(Cannot::NotFollowed);
    }
    let lang = run.variable("LANG")?.unwrap_or_default();
    let all = run.variable("LC_ALL")?.unwrap_or_default();
    let mut out = format!("LANG={lang}\n");
    for name in CATEGORIES {
        let own = run.filled(name)?;
        let implied = match (all.is_empty(), lang.is_empty()) {
            (false, _) => all.clone(),
            (true, false) => lang.clone(),
            (true, true) => "POSIX".to_owned(),
        };
        out.push_str(&match own.filter(|_| all.is_empty()) {
            Some(own) => format!("{name}={own}\n"),
            None => format!("{name}=\"{implied}\"\n"),
        });
    }
    out.push_str(&format!("LC_ALL={all}\n"));
    // A locale that is not there changes nothing but makes it complain.
    run.mutters();
    run.out = out;
    Ok(0)
}
