//! What the shim of a version manager gives the `go` that it starts, beside its place.

use std::rc::Rc;

use super::{Asking, Chain, Step};
use crate::environment::Environment;
use crate::value::{Origin, Unknown, Value};

/// The file that a shim leads to, and the variables it gets from it.
pub struct Hand {
    /// The file.
    pub path: String,
    given: Vec<Given>,
}

/// A variable; `Err` says why its value is not known.
struct Given {
    name: &'static str,
    value: Result<String, String>,
    tool: &'static str,
}

impl Hand {
    /// The environment that the program gets: the session's, and what the shim adds.
    pub fn into(&self, environment: &mut Environment) {
        for one in &self.given {
            let origin = Origin::Builtin(format!("the shim of {}", one.tool).into());
            let value = match &one.value {
                Ok(text) => Value::known(text.as_str(), origin.clone()),
                Err(why) => Value::unknown(Rc::new(Unknown::new(why.as_str(), origin.clone()))),
            };
            environment.variables.export(one.name, value, origin);
        }
    }
}

/// What a chain of shims hands to the go at its end; `None` where it is no shim.
pub(super) fn hand(asking: &Asking<'_>, chain: &Chain, path: String) -> Hand {
    let given = chain.steps.iter().flat_map(|step| given(asking, step)).collect();
    Hand { path, given }
}

fn given(asking: &Asking<'_>, step: &Step) -> Vec<Given> {
    let takes = |tool: &str| step.why.strip_prefix(tool)?.strip_prefix(" takes ");
    let root = step.path.strip_suffix("/bin/go");
    match (takes("goenv"), takes("asdf"), takes("mise"), root) {
        (Some(version), _, _, Some(root)) if root.contains("/versions/") => {
            of_goenv(asking, version.split(',').next().unwrap_or_default(), root)
        }
        (_, Some(version), _, Some(root)) if !version.contains(" system,") => of_asdf(asking, root),
        (_, _, Some(version), Some(root)) if !version.contains(" system,") => of_mise(asking, root),
        _ => Vec::new(),
    }
}

/// goenv 2, libexec/goenv-exec: GOROOT, and a GOPATH for every version, unless it is told not to.
fn of_goenv(asking: &Asking<'_>, version: &str, root: &str) -> Vec<Given> {
    let is = |name: &str| asking.filled(name).as_deref() == Some("1");
    let one = |name, text: String| Given { name, value: Ok(text), tool: "goenv" };
    let mut given = Vec::new();
    if !is("GOENV_DISABLE_GOROOT") {
        given.push(one("GOROOT", root.to_owned()));
    }
    if !is("GOENV_DISABLE_GOPATH") {
        let prefix = asking.filled("GOENV_GOPATH_PREFIX");
        let prefix = prefix.unwrap_or_else(|| format!("{}/go", asking.home));
        let own = format!("{prefix}/{version}");
        given.push(one(
            "GOPATH",
            match asking.filled("GOPATH") {
                Some(old) if is("GOENV_APPEND_GOPATH") => format!("{own}:{old}"),
                Some(old) if is("GOENV_PREPEND_GOPATH") => format!("{old}:{own}"),
                _ => own,
            },
        ));
    }
    given
}

/// The golang plugin of asdf, bin/exec-env: GOROOT and GOBIN always, GOPATH where there is none.
fn of_asdf(asking: &Asking<'_>, root: &str) -> Vec<Given> {
    let install = root.strip_suffix("/go").unwrap_or(root);
    let one = |name, text: String| Given { name, value: Ok(text), tool: "asdf" };
    let mut given =
        vec![one("GOROOT", format!("{install}/go")), one("GOBIN", format!("{install}/bin"))];
    if asking.filled("GOPATH").is_none_or(|set| set == "unset") {
        given.push(one("GOPATH", format!("{install}/packages")));
    }
    given
}

/// mise, src/plugins/core/go.rs: GOROOT, and GOBIN where there is none; settings change that.
fn of_mise(asking: &Asking<'_>, root: &str) -> Vec<Given> {
    let settings = ["MISE_GO_SET_GOBIN", "MISE_GO_SET_GOROOT", "MISE_GO_SET_GOPATH"];
    let config = format!("{}/.config/mise/config.toml", asking.home);
    let written = asking.read(&config).is_some_and(|text| text.contains("set_go"));
    if written || settings.iter().any(|name| asking.filled(name).is_some()) {
        let why = "hangs on settings of mise, which are not followed";
        let unknown = |name| Given { name, value: Err(why.to_owned()), tool: "mise" };
        return ["GOROOT", "GOBIN", "GOPATH"].map(unknown).into();
    }
    let install = root.strip_suffix("/go").unwrap_or(root);
    let one = |name, text: String| Given { name, value: Ok(text), tool: "mise" };
    let mut given = vec![one("GOROOT", root.to_owned())];
    if (asking.variable)("GOBIN").is_none() {
        given.push(one("GOBIN", format!("{install}/bin")));
    }
    given
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::machine::recorded::Recorded;
    use crate::machine::{Facts, Platform};

    fn shown(why: &str, path: &str, set: &[(&str, &str)]) -> Vec<String> {
        let machine = Recorded::new(Facts::new(Platform::Linux));
        let variable = |name: &str| {
            set.iter().find(|(one, _)| *one == name).map(|(_, text)| (*text).to_owned())
        };
        let asking = Asking { machine: &machine, variable: &variable, cwd: "/", home: "/h" };
        let given = given(&asking, &Step { path: path.to_owned(), why: why.to_owned() });
        given
            .iter()
            .map(|one| format!("{}={}", one.name, one.value.as_deref().unwrap_or("?")))
            .collect()
    }

    #[test]
    fn version_managers_set_variables_for_go() {
        let goenv = ("goenv takes 1.22.0, set by x", "/h/.goenv/versions/1.22.0/bin/go");
        assert_eq!(
            shown(goenv.0, goenv.1, &[("GOPATH", "/p")]),
            ["GOROOT=/h/.goenv/versions/1.22.0", "GOPATH=/h/go/1.22.0"]
        );
        assert_eq!(
            shown(
                goenv.0,
                goenv.1,
                &[("GOENV_DISABLE_GOROOT", "1"), ("GOPATH", "/p"), ("GOENV_APPEND_GOPATH", "1")]
            ),
            ["GOPATH=/h/go/1.22.0:/p"]
        );
        assert_eq!(
            shown("asdf takes golang 1.22.0, set by x", "/a/installs/golang/1.22.0/go/bin/go", &[]),
            [
                "GOROOT=/a/installs/golang/1.22.0/go",
                "GOBIN=/a/installs/golang/1.22.0/bin",
                "GOPATH=/a/installs/golang/1.22.0/packages"
            ]
        );
        assert_eq!(
            shown(
                "mise takes go 1.22.0, set by x",
                "/m/installs/go/1.22.0/bin/go",
                &[("GOBIN", "/b")]
            ),
            ["GOROOT=/m/installs/go/1.22.0"]
        );
        assert!(shown("a script that only hands over", "/usr/local/go/bin/go", &[]).is_empty());
    }
}
