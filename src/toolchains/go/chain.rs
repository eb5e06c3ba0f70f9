//! The chain of one variable: every layer that was asked, what it offered, and what was made of it.

use super::engine::{Got, Process, text_of};
use super::table::{Asks, Otherwise, Row, built_in};
use crate::toolchains::{Layer, Setting, Step};
use crate::value::{Origin, Unknown, Value};

/// What a layer offers, and where it was looked for.
struct Offer {
    layer: Layer,
    place: String,
    offered: Got<Option<Value>>,
}

impl Process<'_> {
    /// The value of a row, without its steps.
    pub fn value(&self, row: &Row) -> Value {
        let value = self.own_value(row);
        let Some(awaited) = &self.awaited else { return value };
        let named = awaited.missing.as_ref().is_some_and(|one| one.exists);
        if self.is_told(row, named) || (awaited.is_undecided() && !value.is_known()) {
            return value;
        }
        let what = match awaited.is_undecided() {
            true => "hangs on which go answers",
            false => "comes from a go that is not there",
        };
        let why = Unknown::new(format!("{what}: {}", awaited.why.reason), built_in());
        if awaited.likely { value.doubted(&why) } else { Value::unknown(why) }
    }

    /// What a toolchain that is not there can be relied on to say: its name, its place, and what it is told.
    fn is_told(&self, row: &Row, named: bool) -> bool {
        let decides = |offer: &Offer| match &offer.offered {
            Ok(Some(value)) => value.is_empty() != Some(true),
            Ok(None) => false,
            Err(_) => true,
        };
        let first = || self.offers(row).into_iter().find(decides);
        let told = |layer| matches!(layer, Layer::Environment | Layer::UserFile);
        match row.name {
            "GOVERSION" | "GOROOT" => named,
            // One that is for another system could not be started.
            "GOHOSTOS" => true,
            _ => first().is_some_and(|offer| told(offer.layer)),
        }
    }

    fn own_value(&self, row: &Row) -> Value {
        let value = match self.offered_text(row) {
            Ok(Some((text, origin))) => match row.made {
                Some(made) => made(self, &text).map(|text| Value::known(text, origin)),
                None => Ok(Value::known(text, origin)),
            },
            Ok(None) => self.otherwise(row),
            Err(why) => Err(why),
        };
        value.unwrap_or_else(|why| Value::unknown((*why).clone()))
    }

    /// The text the strongest layer that has one offers, and who wrote it.
    fn offered_text(&self, row: &Row) -> Got<Option<(String, crate::value::Origin)>> {
        for offer in self.offers(row) {
            let Some(value) = offer.offered? else { continue };
            let text = text_of(&value)?;
            if !text.is_empty() {
                let origin = value.writer().unwrap_or_else(built_in);
                return Ok(Some((text, origin)));
            }
            if offer.layer == Layer::UserFile && row.name != "GOROOT" {
                // An empty line of the user's file keeps go.env from filling the key.
                return Ok(None);
            }
        }
        Ok(None)
    }

    fn offers(&self, row: &Row) -> Vec<Offer> {
        if row.asks == Asks::Nobody {
            return Vec::new();
        }
        let mut offers = vec![Offer {
            layer: Layer::Environment,
            place: "process environment".to_owned(),
            offered: self.os_value(row.name),
        }];
        if row.asks == Asks::Process {
            return offers;
        }
        let path =
            |file: &Got<super::settings_file::SettingsFile>, none: &str, what: &str| match file {
                Ok(file) if !file.path.is_empty() => file.path.clone(),
                Ok(_) => none.to_owned(),
                Err(_) => what.to_owned(),
            };
        let user = self.user.as_ref().map_err(Clone::clone);
        let cleaned = row.name == "GOROOT" && self.since(21);
        let spelled = |value: Value| match cleaned && value.is_empty() == Some(false) {
            true => value.map_text(|text| self.paths.clean(text)),
            false => value,
        };
        offers.push(Offer {
            layer: Layer::UserFile,
            place: path(&self.user, "no user settings file", "the user's settings file"),
            offered: user.map(|file| file.get(row.name).cloned().map(spelled)),
        });
        if self.since(21) {
            offers.push(self.shipped_offer(row, path(&self.shipped, "no go.env", "go.env")));
        }
        offers
    }

    /// go.env cannot say where GOROOT is: what stands there is overwritten by the directory it was found in.
    fn shipped_offer(&self, row: &Row, place: String) -> Offer {
        if row.name == "GOROOT" {
            let origin = Origin::Builtin("GOROOT discovery".into());
            let found = self
                .discovered_root()
                .map(|root| (!root.is_empty()).then(|| Value::known(root, origin)));
            return Offer { layer: Layer::Derived, place: STANDS.to_owned(), offered: found };
        }
        let shipped = self.shipped.as_ref().map_err(Clone::clone);
        let offered = shipped.map(|file| file.get(row.name).cloned());
        Offer { layer: Layer::InstallationFile, place, offered }
    }

    fn otherwise(&self, row: &Row) -> Got<Value> {
        let text = match &row.otherwise {
            Otherwise::Text(text) => (*text).to_owned(),
            Otherwise::TextUntil(minor, text) if !self.since(minor + 1) => (*text).to_owned(),
            Otherwise::TextUntil(..) => String::new(),
            Otherwise::Computed(from, _) => from(self)?,
            Otherwise::Pieced(from, _) => return from(self),
        };
        self.with_origin(row.name, text)
    }

    /// The computed text with the origin of the setting it was computed from.
    fn with_origin(&self, name: &str, text: String) -> Got<Value> {
        for source in sources(name).iter().filter(|source| self.counts_here(source)) {
            let mut value = self.os_value(source)?.filter(|value| value.is_empty() != Some(true));
            if value.is_none() && source.starts_with("GO") {
                value = self.filed(source)?.map(|(_, value)| value);
            }
            let Some(value) = value.filter(|value| !text.is_empty() && value.is_known()) else {
                continue;
            };
            let own = text_of(&value)?;
            return Ok(match text.strip_prefix(&own) {
                Some("") => value,
                Some(rest) if !own.is_empty() => value.then(Value::known(rest, built_in())),
                _ => {
                    let origin = value.writer().unwrap_or_else(built_in);
                    Value::known(text, origin)
                }
            });
        }
        Ok(Value::known(text, built_in()))
    }

    /// Whether the system asks the variable at all.
    fn counts_here(&self, name: &str) -> bool {
        match name {
            "HOME" => !self.on_windows(),
            "USERPROFILE" | "LocalAppData" | "AppData" => self.on_windows(),
            "XDG_CACHE_HOME" | "XDG_CONFIG_HOME" => self.os == "linux",
            _ => true,
        }
    }

    /// The whole chain of a row.
    pub fn setting(&self, row: &Row) -> Setting {
        let value = self.value(row);
        let mut steps = Vec::new();
        let mut decided = None;
        for offer in self.offers(row) {
            steps.push(self.step(row, offer, &value, &mut decided));
        }
        let last = self.last_step(row, decided.is_none());
        let layer = decided.unwrap_or(last.layer);
        // Since Go 1.21 the place of the program is the last layer of GOROOT itself.
        if row.name != "GOROOT" || !self.since(21) {
            steps.push(last);
        }
        let follows = match layer {
            Layer::Derived => self.follows(row.name),
            _ => Vec::new(),
        };
        Setting { changed: self.changed(row, &value), value, layer, steps, follows }
    }

    /// What somebody set that a computed value comes from: homes, which everybody has, are none.
    fn follows(&self, name: &str) -> Vec<&'static str> {
        let own = |source: &&&str| source.starts_with("GO") || source.starts_with(['X', 'C']);
        let set = |source: &&&str| {
            let by_session = self.os_text(source).is_ok_and(|text| !text.is_empty());
            let by_user = self
                .user_value(source)
                .is_ok_and(|value| value.is_some_and(|value| value.is_empty() == Some(false)));
            let handed = self.handed.iter().any(|(name, _)| name == **source);
            self.counts_here(source) && !handed && (by_session || by_user)
        };
        hangs_on(name).iter().filter(own).filter(set).copied().collect()
    }

    fn step(&self, row: &Row, offer: Offer, value: &Value, decided: &mut Option<Layer>) -> Step {
        let Offer { layer, place, offered } = offer;
        let mut step =
            Step { layer, place, offered: None, used: false, because: String::new(), origin: None };
        match offered {
            Err(why) => {
                step.because = why.reason.to_string();
                step.offered = Some(Value::unknown((*why).clone()));
                step.used = decided.is_none();
                *decided = decided.or(Some(layer));
            }
            Ok(None) if layer == Layer::Environment => step.because = "not set".to_owned(),
            Ok(None) if layer == Layer::Derived => {
                step.because = "no tree of Go stands around it".to_owned();
            }
            Ok(None) => step.because = "no line".to_owned(),
            Ok(Some(offered)) => {
                step.origin = offered.writer();
                if let Some(stronger) = decided {
                    step.because = format!("{} comes first", words(*stronger));
                } else if offered.is_empty() == Some(true) {
                    step.because = "empty, which counts as not set".to_owned();
                } else {
                    step.used = true;
                    *decided = Some(layer);
                    step.because = self.made_of(row, &offered, value);
                }
                step.offered = Some(offered);
            }
        }
        step
    }

    fn made_of(&self, row: &Row, offered: &Value, value: &Value) -> String {
        match (offered.text(), value.text()) {
            (Some(offered), Some(value)) if offered != value && row.name == "GOCACHE" => {
                "not an absolute path, so the cache is off".to_owned()
            }
            (Some(offered), Some(value)) if offered != value => format!("becomes {value}"),
            _ => String::new(),
        }
    }

    fn last_step(&self, row: &Row, used: bool) -> Step {
        let (layer, place) = match &row.otherwise {
            // Up to Go 1.26 it holds what somebody set, and nothing else.
            _ if row.name == "GOBIN" && !self.since(27) => (Layer::Default, "default"),
            Otherwise::Text(_) | Otherwise::TextUntil(..) => (Layer::Default, "default"),
            Otherwise::Computed(_, how) | Otherwise::Pieced(_, how) => (Layer::Derived, *how),
        };
        let stands = row.name == "GOROOT" && !used;
        let offered = match (used, stands) {
            (true, _) => self.otherwise(row),
            (_, true) => self.discovered_root().map(|root| Value::known(root, built_in())),
            _ => Ok(Value::empty()),
        };
        let because = match &offered {
            Err(why) => why.reason.to_string(),
            Ok(_) if used => self.remark(row),
            Ok(_) => "not needed".to_owned(),
        };
        let offered = match offered {
            Ok(value) if used || stands => Some(value),
            Ok(_) => None,
            Err(why) => Some(Value::unknown((*why).clone())),
        };
        Step { layer, place: place.to_owned(), offered, used, because, origin: Some(built_in()) }
    }

    /// What is worth saying about a computed value.
    fn remark(&self, row: &Row) -> String {
        let ignored = |name: &str| match self.os_text(name) {
            Ok(text)
                if !text.is_empty() && !self.paths.is_absolute(&text) && self.os == "linux" =>
            {
                if self.since(24) {
                    format!("{name} is \"{text}\": relative, so Go ignores it")
                } else {
                    format!("{name} is \"{text}\": relative, and used as it is before Go 1.24")
                }
            }
            _ => String::new(),
        };
        match row.name {
            "GOCACHE" => ignored("XDG_CACHE_HOME"),
            "GOENV" | "GOTELEMETRYDIR" => ignored("XDG_CONFIG_HOME"),
            _ => String::new(),
        }
    }
}

/// What a computed value starts from, the strongest first.
fn sources(name: &str) -> &'static [&'static str] {
    match name {
        "GOPATH" => &["HOME", "USERPROFILE"],
        "GOMODCACHE" | "GOBIN" => &["GOPATH", "HOME", "USERPROFILE"],
        "GOCACHE" => &["XDG_CACHE_HOME", "HOME", "LocalAppData"],
        "GOENV" | "GOTELEMETRYDIR" => &["XDG_CONFIG_HOME", "HOME", "AppData"],
        "GONOPROXY" | "GONOSUMDB" => &["GOPRIVATE"],
        "GOTOOLDIR" => &["GOROOT"],
        "GOEXE" => &["GOOS"],
        _ => &[],
    }
}

/// What else a computed value hangs on.
fn hangs_on(name: &str) -> &'static [&'static str] {
    match name {
        "CGO_ENABLED" => &["GOOS", "GOARCH", "CC"],
        "CC" | "CXX" => &["GOOS"],
        "GOAMD64" | "GOARM" | "GOARM64" | "GO386" | "GOMIPS" | "GOMIPS64" | "GOPPC64"
        | "GORISCV64" | "GOWASM" => &["GOARCH"],
        _ => sources(name),
    }
}

/// The layer by which GOROOT is found.
const STANDS: &str = "where the program stands";

fn words(layer: Layer) -> &'static str {
    match layer {
        Layer::Environment => "the process environment",
        Layer::UserFile => "the user's settings file",
        Layer::InstallationFile => "go.env",
        Layer::Derived => "the computed value",
        Layer::Default => "the default",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::environment::{Environment, Variables};
    use crate::machine::recorded::{Node, Recorded};
    use crate::machine::{Facts, Platform};
    use crate::toolchains::{Asked, Chain, ToolChain, go::Go};

    fn origin(name: &str) -> Origin {
        Origin::Parent(name.into())
    }

    fn chain(set: &[(&str, Value)], user_file: &str) -> Chain {
        let mut facts = Facts::new(Platform::Linux);
        facts.arch = Some("amd64".into());
        let mut machine = Recorded::new(facts);
        let text = |text: &str| Node::File(Some(text.as_bytes().into()));
        machine.put("/usr/local/go/VERSION", text("go1.26.3\n"), None);
        machine.put("/usr/local/go/go.env", text("# x\nGOPROXY=https://p\n"), None);
        machine.put("/usr/local/go/pkg/tool/linux_amd64", Node::Directory, None);
        machine.put("/usr/local/go/bin/go", Node::File(None), Some(0o755));
        machine.put("/h/.config/go/env", text(user_file), None);
        let mut environment =
            Environment { variables: Variables::new(false), ..Environment::default() };
        for (name, value) in set {
            environment.variables.export(name, value.clone(), origin(name));
        }
        environment.cwd = Value::known("/h", origin("cwd"));
        Go.chain(&Asked::new(&machine, &environment, Some("/usr/local/go/bin/go")))
    }

    fn known(text: &str, from: &str) -> Value {
        Value::known(text, origin(from))
    }

    #[test]
    fn every_layer_says_what_it_offers() {
        let chain =
            chain(&[("HOME", known("/h", "login")), ("GOBIN", known("", "profile"))], "GOBIN=/b\n");
        let bin = &chain.settings["GOBIN"];
        assert_eq!((bin.value.text().as_deref(), bin.layer), (Some("/b"), Layer::UserFile));
        let steps: Vec<(Layer, bool, &str)> =
            bin.steps.iter().map(|step| (step.layer, step.used, step.because.as_str())).collect();
        assert_eq!(
            steps,
            [
                (Layer::Environment, false, "empty, which counts as not set"),
                (Layer::UserFile, true, ""),
                (Layer::InstallationFile, false, "no line"),
                (Layer::Default, false, "not needed"),
            ]
        );
        let place = bin.steps[1].origin.as_ref().and_then(Origin::place);
        assert_eq!(place.map(|place| (place.file(), place.line())), Some(("/h/.config/go/env", 1)));
        assert_eq!(chain.settings["GOPROXY"].layer, Layer::InstallationFile);
        assert_eq!(chain.settings["GOPROXY"].value.text().as_deref(), Some("https://p"));
    }

    #[test]
    fn derived_values_keep_the_origin_of_what_they_are_made_of() {
        let chain = chain(&[("HOME", known("/h", "login"))], "");
        let path = &chain.settings["GOPATH"];
        assert_eq!((path.value.text().as_deref(), path.layer), (Some("/h/go"), Layer::Derived));
        assert_eq!(path.value.origins(), [origin("login"), built_in()]);
    }

    #[test]
    fn what_hangs_on_an_unknown_is_unknown_and_nothing_else() {
        let unknown = Value::unknown(Unknown::new("takes the output of `whoami`", origin("x")));
        let chain = chain(
            &[("HOME", unknown), ("GOBIN", known("/b", "x")), ("GOCACHE", known("/c", "x"))],
            "",
        );
        let value = |name: &str| chain.settings[name].value.text().map(|text| text.into_owned());
        assert_eq!(value("GOPATH"), None);
        assert_eq!(value("GOENV"), None);
        assert_eq!(value("GOPROXY"), None, "the user's file cannot be found");
        assert_eq!(value("GOBIN").as_deref(), Some("/b"));
        assert_eq!(value("GOCACHE").as_deref(), Some("/c"));
        assert_eq!(value("GOVERSION"), None, "GOTOOLCHAIN may stand in the user's file");
        let version = chain.settings["GOVERSION"].value.likely();
        assert_eq!(version.text().as_deref(), Some("go1.26.3"));
        assert_eq!(value("GOHOSTOS").as_deref(), Some("linux"));
        let reason = chain.settings["GOPATH"].value.why_unknown();
        assert_eq!(
            reason.map(|why| why.reason.to_string()),
            Some("takes the output of `whoami`".into())
        );
    }

    #[test]
    fn without_a_go_there_is_no_chain_and_a_sentence() {
        let machine = Recorded::new(Facts::new(Platform::Linux));
        let environment = Environment::default();
        let chain = Go.chain(&Asked::new(&machine, &environment, None));
        assert!(chain.program.is_none() && chain.settings.is_empty());
        assert_eq!(chain.remarks, ["no go is found in this session"]);
        let mut asked = Asked::new(&machine, &environment, None);
        (asked.version, asked.root) = (Some("1.22"), Some("/opt/go"));
        let supposed = Go.chain(&asked);
        assert_eq!(supposed.settings["GOROOT"].value.text().as_deref(), Some("/opt/go"));
        assert_eq!(
            supposed.settings["GOPROXY"].value.text().as_deref(),
            Some("https://proxy.golang.org,direct")
        );
    }
}
