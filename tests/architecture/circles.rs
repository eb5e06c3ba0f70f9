//! Circles between modules, read from the sources with `syn`.
//!
//! A module and all below it are one unit, and so is a parent with its children: a parent names its children with
//! `mod`, and keeps for them what they share, so between those two there is no direction to hold. Asked is of
//! the children of each folder, whether they need each other in a circle.
//!
//! A module needs another where it names something of it: in a `use`, by a path in a body, a type, a pattern, an
//! attribute or the words of a macro. The name is followed to where it is defined: what a parent hands on (`pub use`,
//! or a `use` of its own that its children take with `super::`) is no place to hide an edge. Methods are found by
//! their type and need no name, so that only the definition of the type counts. Tests do not count.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};

/// Segments from the root of the crate, which is empty itself.
type Path = Vec<String>;

/// One file.
#[derive(Default)]
struct Module {
    /// The file's name.
    file: String,
    /// What each name that the file imports stands for, as written.
    imports: BTreeMap<String, Path>,
    /// Every path of two segments or more, and every import, as written.
    paths: BTreeSet<Path>,
}

/// All files by their place in the crate.
struct Crate {
    modules: BTreeMap<Path, Module>,
}

/// Which names a module takes of another.
type Edges = BTreeMap<(Path, Path), BTreeSet<String>>;

/// The circles between the children of every folder, with what makes them: names of files and their texts.
pub fn circles(files: &[(String, String)]) -> Vec<String> {
    let whole = Crate::read(files);
    let edges = whole.edges();
    let folders: BTreeSet<Path> = (whole.modules.keys())
        .flat_map(|path| (0..path.len()).map(|depth| path[..depth].to_vec()))
        .collect();
    folders.iter().flat_map(|folder| whole.circles_in(folder, &edges)).collect()
}

impl Crate {
    fn read(files: &[(String, String)]) -> Self {
        let mut modules = BTreeMap::new();
        for (file, text) in files {
            let Some(path) = place(file) else { continue };
            let parsed = syn::parse_file(text).unwrap_or_else(|why| panic!("{file}: {why}"));
            let mut module = Module { file: file.clone(), ..Module::default() };
            module.visit_file(&parsed);
            modules.insert(path, module);
        }
        Self { modules }
    }

    fn edges(&self) -> Edges {
        let mut edges = Edges::new();
        for (own, module) in &self.modules {
            for path in &module.paths {
                let used = self.resolve(own, path, &mut BTreeSet::new());
                if let Some(used) = used.filter(|used| used != own) {
                    let name = path.last().cloned().unwrap_or_default();
                    edges.entry((own.clone(), used)).or_default().insert(name);
                }
            }
        }
        edges
    }

    /// The module that defines what a path names in a module; `None` where another crate does.
    fn resolve(&self, own: &Path, path: &[String], seen: &mut BTreeSet<Path>) -> Option<Path> {
        let whole = match path.first()?.as_str() {
            "crate" => path[1..].to_vec(),
            "self" | "super" => {
                let supers = path.iter().take_while(|segment| *segment == "super").count();
                let skipped = supers.max(1);
                let above = own.len().checked_sub(supers)?;
                own[..above].iter().chain(&path[skipped..]).cloned().collect()
            }
            _ => own.iter().chain(path).cloned().collect(),
        };
        let local = !matches!(path[0].as_str(), "crate" | "self" | "super");
        let found =
            (0..=whole.len()).rev().find(|end| self.modules.contains_key(&whole[..*end]))?;
        let (module, rest) = whole.split_at(found);
        let module = module.to_vec();
        // What is neither imported nor a child is another crate's.
        let unknown = local && module == *own;
        let Some(name) = rest.first() else { return Some(module) };
        match self.modules[&module].imports.get(name) {
            Some(target) if seen.insert(whole.clone()) => {
                let target: Path = target.iter().chain(&rest[1..]).cloned().collect();
                let further = self.resolve(&module, &target, seen);
                further.or_else(|| Some(module).filter(|_| !unknown))
            }
            _ => Some(module).filter(|_| !unknown),
        }
    }

    fn circles_in(&self, folder: &Path, edges: &Edges) -> Vec<String> {
        let mut graph: BTreeMap<Path, BTreeSet<Path>> = BTreeMap::new();
        for (from, to) in edges.keys() {
            if let (Some(from), Some(to)) = (child(folder, from), child(folder, to)) {
                graph.entry(from).or_default().insert(to);
            }
        }
        let mut told: BTreeSet<Path> = BTreeSet::new();
        let mut found = Vec::new();
        for node in graph.keys() {
            let back = |other: &Path| reached(&graph, other).contains(node);
            let ring: BTreeSet<Path> =
                reached(&graph, node).into_iter().filter(|other| back(other)).collect();
            if ring.len() > 1 && told.insert(node.clone()) {
                told.extend(ring.iter().cloned());
                found.push(self.told(folder, &ring, edges));
            }
        }
        found
    }

    /// A circle in words: who is in it, and who takes what of whom.
    fn told(&self, folder: &Path, ring: &BTreeSet<Path>, edges: &Edges) -> String {
        let names: Vec<&str> =
            ring.iter().filter_map(|one| one.last().map(String::as_str)).collect();
        let mut text = format!("src/{}: {}", folder.join("/"), names.join(", "));
        for ((from, to), what) in edges {
            let ends = (child(folder, from), child(folder, to));
            if let (Some(left), Some(right)) = ends
                && left != right
                && ring.contains(&left)
                && ring.contains(&right)
            {
                let what: Vec<&str> = what.iter().map(String::as_str).collect();
                let (from, to) = (&self.modules[from].file, &self.modules[to].file);
                text.push_str(&format!("\n    {from} takes {} of {to}", what.join(", ")));
            }
        }
        text
    }
}

/// Where a file stands in the crate; `None` for what is no module of the library.
fn place(file: &str) -> Option<Path> {
    let inside = file.strip_prefix("src/")?.strip_suffix(".rs")?;
    match inside {
        "lib" => Some(Path::new()),
        "main" => None,
        _ => Some(inside.split('/').map(str::to_owned).collect()),
    }
}

/// The child of a folder that a module is, or stands below.
fn child(folder: &Path, module: &Path) -> Option<Path> {
    (module.len() > folder.len() && module.starts_with(folder))
        .then(|| module[..=folder.len()].to_vec())
}

/// All that can be reached from a node by one step or more, within its folder.
fn reached(graph: &BTreeMap<Path, BTreeSet<Path>>, node: &Path) -> BTreeSet<Path> {
    let mut found = BTreeSet::new();
    let mut rest = vec![node];
    while let Some(one) = rest.pop() {
        for next in graph.get(one).into_iter().flatten().filter(|next| *next != one) {
            if found.insert(next.clone()) {
                rest.push(next);
            }
        }
    }
    found
}

fn is_test(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|one| match &one.meta {
        syn::Meta::List(list) => one.path().is_ident("cfg") && list.tokens.to_string() == "test",
        _ => false,
    })
}

impl Module {
    fn imported(&mut self, front: &Path, tree: &syn::UseTree) {
        let with = |name: &syn::Ident| {
            let mut path = front.clone();
            if name != "self" || path.is_empty() {
                path.push(name.to_string());
            }
            path
        };
        match tree {
            syn::UseTree::Path(path) => self.imported(&with(&path.ident), &path.tree),
            syn::UseTree::Name(name) => {
                let path = with(&name.ident);
                let own = path.last().cloned().unwrap_or_default();
                self.import(own, path);
            }
            syn::UseTree::Rename(name) => {
                self.import(name.rename.to_string(), with(&name.ident));
            }
            syn::UseTree::Group(group) => {
                group.items.iter().for_each(|one| self.imported(front, one));
            }
            syn::UseTree::Glob(_) => self.path(front.clone()),
        }
    }

    fn import(&mut self, name: String, path: Path) {
        self.paths.insert(path.clone());
        self.imports.insert(name, path);
    }

    /// The paths among the words of a macro or an attribute.
    fn words(&mut self, tokens: TokenStream) {
        let mut path = Path::new();
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Punct(sign) if sign.as_char() == ':' => colons += 1,
                TokenTree::Ident(word) => {
                    if colons != 2 {
                        self.path(std::mem::take(&mut path));
                    }
                    path.push(word.to_string());
                    colons = 0;
                }
                other => {
                    self.path(std::mem::take(&mut path));
                    colons = 0;
                    if let TokenTree::Group(group) = other {
                        self.words(group.stream());
                    }
                }
            }
        }
        self.path(path);
    }

    fn path(&mut self, path: Path) {
        if path.len() > 1 {
            self.paths.insert(path);
        }
    }
}

impl<'ast> Visit<'ast> for Module {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        if !is_test(&item.attrs) {
            self.imported(&Path::new(), &item.tree);
        }
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if !is_test(&item.attrs) {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        if !is_test(&item.attrs) {
            visit::visit_item_fn(self, item);
        }
    }

    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        if !is_test(&item.attrs) {
            visit::visit_item_impl(self, item);
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        if path.leading_colon.is_none() {
            self.path(path.segments.iter().map(|one| one.ident.to_string()).collect());
        }
        visit::visit_path(self, path);
    }

    /// Who may see a thing is not what it needs.
    fn visit_visibility(&mut self, _: &'ast syn::Visibility) {}

    fn visit_macro(&mut self, one: &'ast syn::Macro) {
        self.words(one.tokens.clone());
        visit::visit_macro(self, one);
    }

    fn visit_attribute(&mut self, one: &'ast syn::Attribute) {
        if let syn::Meta::List(list) = &one.meta {
            self.words(list.tokens.clone());
        }
        visit::visit_attribute(self, one);
    }
}

/// What is found in small trees: name and text of each file.
fn found(files: &[(&str, &str)]) -> Vec<String> {
    let owned = |(file, text): &(&str, &str)| (format!("src/{file}.rs"), (*text).to_owned());
    circles(&files.iter().map(owned).collect::<Vec<_>>())
}

#[test]
fn a_planted_circle_is_found_and_told() {
    let told =
        "src/a: x, y\n    src/a/x.rs takes Y of src/a/y.rs\n    src/a/y.rs takes X of src/a/x.rs";
    let x = ("a/x", "use super::y::Y;\npub struct X(Y);");
    let ways = [
        // By a path, a macro's words, an attribute, a name behind a module, an import inside a function.
        "pub struct Y(Vec<crate::a::x::X>);",
        "pub fn y() { dbg!(1, super::x::X); }",
        "#[allow(crate::a::x::X)]\npub struct Y;",
        "use crate::a;\npub struct Y(a::x::X);",
        "pub fn y() { use super::x::X; }",
        // By what the parent imports for itself or hands on, or by another name.
        "use super::X;\npub struct Y(X);",
        "pub struct Y(super::X);",
        "pub struct Y(crate::X);",
        "use super::x::{self as other, X as Z};",
    ];
    for way in ways {
        let files =
            [("lib", "mod a;\npub use a::X;"), ("a", "mod x;\nmod y;\nuse x::X;"), x, ("a/y", way)];
        let found = found(&files);
        let known = [
            told,
            &told.replace("takes X of", "takes X, other of"),
            &told.replace("takes X of", "takes X, x of"),
        ];
        assert!(matches!(&found[..], [one] if known.contains(&one.as_str())), "{way}: {found:#?}");
    }
}

#[test]
fn a_circle_of_folders_is_found_in_the_folder_above() {
    let files = [
        ("lib", "mod a;\nmod b;\nmod c;"),
        ("a", "pub mod x;"),
        ("a/x", "use crate::b::B;"),
        ("b", "pub struct B(crate::c::y::Y);"),
        ("c", "pub mod y;"),
        ("c/y", "pub struct Y(Box<crate::a::x::X>);"),
    ];
    let found = found(&files);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].starts_with("src/: a, b, c\n"), "{found:#?}");
    assert!(found[0].contains("src/b.rs takes Y of src/c/y.rs"), "{found:#?}");
}

#[test]
fn no_circle_is_seen_where_there_is_none() {
    let files = [
        ("lib", "mod a;\nmod b;"),
        // A parent and its child; a child that imports from its parent's own items.
        ("a", "mod x;\nmod y;\npub struct A;\npub use x::X;\nfn a(_: y::Y) {}"),
        ("a/x", "use super::A;\nuse super::y::Y;\npub struct X(A, Y);"),
        // Who may see it, a method, a test, and another crate's module of the same name.
        (
            "a/y",
            "use std::rc::Rc;\npub(in crate::a::x) struct Y;\nimpl Y { fn y(&self) { self.x() } }\n\
            #[cfg(test)]\nmod tests { use super::super::x::X; }\nfn z(_: std::x::X, _: Rc<x::X>) {}",
        ),
        ("b", "use crate::a::X;"),
    ];
    let found = found(&files);
    assert!(found.is_empty(), "{found:#?}");
}
