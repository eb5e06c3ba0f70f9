//! Whom a session becomes: passwd(5) and group(5) of the machine.

use std::collections::HashMap;

use indexmap::IndexSet;

use crate::machine::{Machine, Platform, User};

/// The accounts of the machine.
pub(in crate::session) struct Accounts {
    /// Who sits there.
    pub(super) own: User,
    others: Vec<User>,
    groups: Vec<Group>,
}

struct Group {
    name: String,
    gid: u32,
    members: Vec<String>,
}

impl Accounts {
    pub(in crate::session) fn read(machine: &dyn Machine) -> Self {
        let facts = machine.facts();
        let text = |path: &str| {
            let bytes = machine.read(path).unwrap_or_default();
            String::from_utf8_lossy(&bytes).into_owned()
        };
        let groups: Vec<Group> = text("/etc/group").lines().filter_map(group).collect();
        let mut others: Vec<User> = text("/etc/passwd").lines().filter_map(account).collect();
        let belongs = Belongs::new(&groups);
        for user in &mut others {
            user.groups = belongs.of(user, &[]);
        }
        let own = own(&facts.user, &others, &belongs);
        Self { own, others, groups }
    }

    /// The account of that name, or of `#NUMBER`.
    pub(super) fn find(&self, name: &str, platform: Platform) -> Option<User> {
        let number = name.strip_prefix('#').and_then(|number| number.parse::<u32>().ok());
        let fits = |user: &User| match number {
            Some(number) => user.uid == Some(number),
            None => user.name == name,
        };
        let known = std::iter::once(&self.own).chain(&self.others).find(|user| fits(user));
        known.cloned().or_else(|| Some(root(platform)).filter(fits))
    }

    /// The superuser.
    pub(super) fn root(&self, platform: Platform) -> User {
        self.find("root", platform).unwrap_or_else(|| root(platform))
    }

    /// The number of a group.
    pub(super) fn group(&self, name: &str) -> Option<u32> {
        self.groups.iter().find(|group| group.name == name).map(|group| group.gid)
    }

    /// The name of a group.
    pub(super) fn group_name(&self, gid: u32) -> Option<&str> {
        self.groups.iter().find(|group| group.gid == gid).map(|group| group.name.as_str())
    }
}

/// Who sits there, completed from the tables.
fn own(stated: &User, others: &[User], belongs: &Belongs) -> User {
    let listed = others.iter().find(|user| user.name == stated.name);
    let mut user = stated.clone();
    if let Some(listed) = listed {
        user.shell = user.shell.or_else(|| listed.shell.clone());
        user.uid = user.uid.or(listed.uid);
        user.gid = listed.gid.or(user.gid);
    }
    user.groups = belongs.of(&user, &stated.groups);
    user
}

/// What a system has without saying so.
fn root(platform: Platform) -> User {
    let (home, shell) = match platform {
        Platform::MacOs => ("/var/root", "/bin/sh"),
        _ => ("/root", "/bin/bash"),
    };
    User {
        name: "root".to_owned(),
        home: home.to_owned(),
        root: true,
        shell: Some(shell.to_owned()),
        uid: Some(0),
        gid: Some(0),
        groups: vec!["root".to_owned()],
    }
}

/// `name:password:uid:gid:gecos:home:shell` (passwd(5)); no shell is `/bin/sh`.
fn account(line: &str) -> Option<User> {
    let fields: Vec<&str> = line.split(':').collect();
    let [name, _, uid, gid, _, home, shell] = fields.as_slice() else { return None };
    let uid: u32 = uid.parse().ok()?;
    Some(User {
        name: (*name).to_owned(),
        home: (*home).to_owned(),
        root: uid == 0,
        shell: Some(if shell.is_empty() { "/bin/sh" } else { shell }.to_owned()),
        uid: Some(uid),
        gid: gid.parse().ok(),
        groups: Vec::new(),
    })
}

fn group(line: &str) -> Option<Group> {
    let mut fields = line.split(':');
    let (name, gid, members) = (fields.next()?, fields.nth(1)?, fields.next().unwrap_or_default());
    let members = members.split(',').filter(|name| !name.is_empty()).map(str::to_owned);
    Some(Group { name: name.to_owned(), gid: gid.parse().ok()?, members: members.collect() })
}

/// Who belongs to which groups.
struct Belongs<'g> {
    by_member: HashMap<&'g str, Vec<&'g str>>,
    by_number: HashMap<u32, &'g str>,
}

impl<'g> Belongs<'g> {
    fn new(groups: &'g [Group]) -> Self {
        let mut by_member: HashMap<&str, Vec<&str>> = HashMap::new();
        let mut by_number = HashMap::new();
        for group in groups {
            by_number.entry(group.gid).or_insert(group.name.as_str());
            for member in &group.members {
                by_member.entry(member).or_default().push(&group.name);
            }
        }
        Self { by_member, by_number }
    }

    /// The primary group first, then those that list the user, then what is stated besides.
    fn of(&self, user: &User, stated: &[String]) -> Vec<String> {
        let primary = user.gid.and_then(|gid| self.by_number.get(&gid).copied());
        let listed = self.by_member.get(user.name.as_str()).into_iter().flatten().copied();
        let stated = stated.iter().map(String::as_str);
        let all: IndexSet<&str> = primary.into_iter().chain(listed).chain(stated).collect();
        all.into_iter().map(str::to_owned).collect()
    }
}
