//! `id`, `whoami`, `logname`, `groups`, `getent`.

use super::database;
use crate::programs::options::{NO, Options};
use crate::programs::{Cannot, Followed, Program, Run};
use crate::value::Shape;

const COREUTILS: &str = crate::programs::texts::COREUTILS;

/// What is followed here.
pub const ALL: &[&Program] = &[&ID, &WHOAMI, &GROUPS, &GETENT];

/// id(1).
pub static ID: Program =
    Program::new(&["id"], "-u -g -G -n -r, of anybody in the password file", COREUTILS, id)
        .portable();
/// whoami(1).
pub static WHOAMI: Program =
    Program::new(&["whoami", "logname"], "the user", COREUTILS, whoami).portable();
/// groups(1).
pub static GROUPS: Program =
    Program::new(&["groups"], "the groups of the user", COREUTILS, groups).portable();
/// getent(1).
pub static GETENT: Program = Program::new(
    &["getent"],
    "passwd and group by files; hosts of names that cannot be",
    "glibc 2.36, judged beside it",
    getent,
);

/// A user as far as it is known.
struct Person {
    name: String,
    uid: Option<String>,
    gid: Option<String>,
    groups: Option<Vec<String>>,
}

fn myself(run: &Run<'_>) -> Person {
    let user = &run.machine().facts().user;
    Person {
        name: user.name.clone(),
        uid: user.uid.map(|uid| uid.to_string()),
        gid: user.gid.map(|gid| gid.to_string()),
        groups: Some(user.groups.clone()).filter(|groups| !groups.is_empty()),
    }
}

/// Somebody else, by name or number; `None` inside where there is no such user.
fn somebody(run: &mut Run<'_>, word: &str) -> Result<Option<Person>, Cannot> {
    let me = myself(run);
    if me.name == word {
        return Ok(Some(me));
    }
    if word == "root" || word == "0" && !run.machine().exists("/etc/passwd") {
        return Ok(Some(Person {
            name: "root".into(),
            uid: Some("0".into()),
            gid: Some("0".into()),
            groups: Some(vec!["root".into()]),
        }));
    }
    let accounts = database(run, "/etc/passwd")?;
    let row = accounts.iter().find(|one| {
        one.fields.first().is_some_and(|name| name == word)
            || one.fields.get(2).is_some_and(|uid| uid == word)
    });
    let Some(row) = row else { return Ok(None) };
    let gid = row.fields.get(3).cloned();
    let name = row.fields.first().cloned().unwrap_or_default();
    let uid = row.fields.get(2).cloned();
    let groups = database(run, "/etc/group").ok().and_then(|all| {
        let own = all.iter().find(|one| one.fields.get(2) == gid.as_ref())?;
        let mut groups = vec![own.fields.first()?.clone()];
        for one in &all {
            let members = one.fields.get(3).map(String::as_str).unwrap_or_default();
            if members.split(',').any(|member| member == name) {
                groups.extend(one.fields.first().cloned());
            }
        }
        Some(groups)
    });
    Ok(Some(Person { name, uid, gid, groups }))
}

fn id(run: &mut Run<'_>) -> Followed {
    let long = [
        ("user", 'u', NO),
        ("group", 'g', NO),
        ("groups", 'G', NO),
        ("name", 'n', NO),
        ("real", 'r', NO),
    ];
    let options = Options::read(&run.arguments, "ugGnrz", &long, false)?;
    let who = match options.operands.as_slice() {
        [] => myself(run),
        [one] => match somebody(run, one)? {
            Some(person) => person,
            None => {
                return run.refuses(1);
            }
        },
        _ => return Err(Cannot::NotFollowed),
    };
    let letters: Vec<char> = "ugG".chars().filter(|letter| options.has(*letter)).collect();
    let [letter] = letters.as_slice() else {
        if letters.is_empty() && !options.has('n') && !options.has('r') {
            return whole(run, &who);
        }
        return run.refuses(1);
    };
    let reason = "is asked of the accounts, which are not recorded";
    let missing = || Cannot::tell(reason, Shape::Filled);
    let number = || Cannot::tell(reason, Shape::Positive);
    run.out = match (letter, options.has('n')) {
        ('u', true) => Some(who.name).filter(|name| !name.is_empty()).ok_or_else(missing)?,
        ('u', false) => who.uid.ok_or_else(number)?,
        ('g', true) => who.groups.and_then(|all| all.first().cloned()).ok_or_else(missing)?,
        ('g', false) => who.gid.ok_or_else(number)?,
        (_, true) => who.groups.map(|all| all.join(" ")).ok_or_else(missing)?,
        _ => match (&who.groups, who.gid) {
            (Some(groups), Some(gid)) if groups.len() == 1 => gid,
            (Some(groups), _) => numbers(run, groups)?.join(" "),
            _ => return Err(missing()),
        },
    } + "\n";
    Ok(0)
}

/// `uid=1000(u) gid=1000(u) groups=1000(u)`.
fn whole(run: &mut Run<'_>, who: &Person) -> Followed {
    let missing =
        || Cannot::tell("is asked of the accounts, which are not recorded", Shape::Filled);
    let uid = who.uid.clone().ok_or_else(missing)?;
    let gid = who.gid.clone().ok_or_else(missing)?;
    let groups = who.groups.clone().ok_or_else(missing)?;
    let primary = groups.first().cloned().ok_or_else(missing)?;
    let all = match groups.len() {
        1 => vec![gid.clone()],
        _ => numbers(run, &groups)?,
    };
    let listed: Vec<String> =
        all.iter().zip(&groups).map(|(number, name)| format!("{number}({name})")).collect();
    run.out = format!("uid={uid}({}) gid={gid}({primary}) groups={}\n", who.name, listed.join(","));
    Ok(0)
}

fn numbers(run: &mut Run<'_>, groups: &[String]) -> Result<Vec<String>, Cannot> {
    let all = database(run, "/etc/group")?;
    let number = |name: &String| {
        let row = all.iter().find(|one| one.fields.first() == Some(name));
        row.and_then(|row| row.fields.get(2).cloned()).ok_or(Cannot::NotFollowed)
    };
    groups.iter().map(number).collect()
}

fn whoami(run: &mut Run<'_>) -> Followed {
    if !run.arguments.is_empty() {
        return Err(Cannot::NotFollowed);
    }
    let name = myself(run).name;
    if name.is_empty() {
        return Err(Cannot::tell("is the user's name, which is not recorded", Shape::Filled));
    }
    run.out = name + "\n";
    Ok(0)
}

fn groups(run: &mut Run<'_>) -> Followed {
    let who = match run.words().as_slice() {
        [] => myself(run),
        [one] => match somebody(run, one)? {
            Some(person) => person,
            None => return Ok(1),
        },
        _ => return Err(Cannot::NotFollowed),
    };
    let all = who.groups.ok_or_else(|| {
        Cannot::tell("is asked of the accounts, which are not recorded", Shape::Filled)
    })?;
    let front = if run.arguments.is_empty() { String::new() } else { format!("{} : ", who.name) };
    run.out = format!("{front}{}\n", all.join(" "));
    Ok(0)
}

fn getent(run: &mut Run<'_>) -> Followed {
    let words = run.words();
    let Some((kind, keys)) = words.split_first() else { return Err(Cannot::NotFollowed) };
    let path = match kind.as_str() {
        "passwd" => "/etc/passwd",
        "group" => "/etc/group",
        "hosts" | "ahosts" => {
            // Names below `.invalid` are nowhere (RFC 6761).
            let nowhere = keys.len() == 1 && keys[0].ends_with(".invalid");
            return if nowhere { Ok(2) } else { Err(Cannot::NotFollowed) };
        }
        _ => return Err(Cannot::NotFollowed),
    };
    let rows = database(run, path)?;
    if keys.is_empty() {
        for row in &rows {
            run.out.push_str(&row.line);
            run.out.push('\n');
        }
        return Ok(0);
    }
    let mut status = 0;
    for key in keys {
        let row = rows.iter().find(|row| {
            row.fields.first() == Some(key)
                || key.bytes().all(|byte| byte.is_ascii_digit()) && row.fields.get(2) == Some(key)
        });
        match row {
            Some(row) => {
                run.out.push_str(&row.line);
                run.out.push('\n');
            }
            None => status = 2,
        }
    }
    Ok(status)
}
