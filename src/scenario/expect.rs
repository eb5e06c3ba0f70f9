//! The keys of `expect`, in a scenario and in `.envsim.json`.

use serde::Deserialize;

use crate::rules::{CommandWant, Expectation, ValueWant, What};

/// One expectation as it is written.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keys {
    command: Option<String>,
    variable: Option<String>,
    go: Option<String>,
    path: Option<PathKeys>,
    script: Option<String>,
    is: Option<String>,
    not: Option<String>,
    found: Option<bool>,
    kind: Option<String>,
    stub: Option<bool>,
    set: Option<bool>,
    on_path: Option<bool>,
    #[serde(default)]
    agrees: bool,
    #[serde(rename = "in", default)]
    sessions: Sessions,
    because: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PathKeys {
    #[serde(default)]
    has: Vec<String>,
    #[serde(default)]
    lacks: Vec<String>,
    #[serde(default)]
    unique: bool,
}

/// One name or several.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum Sessions {
    One(String),
    Several(Vec<String>),
}

impl Default for Sessions {
    fn default() -> Self {
        Self::Several(Vec::new())
    }
}

impl Keys {
    /// What is expected.
    ///
    /// # Errors
    /// When it is about nothing, about several things, or a key does not go with what it is about.
    pub fn expectation(self) -> Result<Expectation, String> {
        let about = [
            ("command", self.command.is_some()),
            ("variable", self.variable.is_some()),
            ("go", self.go.is_some()),
            ("path", self.path.is_some()),
            ("script", self.script.is_some()),
        ];
        let about: Vec<&str> = about.iter().filter(|(_, is)| *is).map(|(key, _)| *key).collect();
        let [about] = about.as_slice() else {
            let wanted = "one of \"command\", \"variable\", \"go\", \"path\" and \"script\"";
            return Err(format!("an expectation is about {wanted}"));
        };
        self.fits(about)?;
        let sessions = match &self.sessions {
            Sessions::One(name) => vec![name.clone()],
            Sessions::Several(names) => names.clone(),
        };
        Ok(Expectation { because: self.because.clone(), sessions, what: self.what() })
    }

    /// Whether each key goes with what the expectation is about, and something is wanted.
    fn fits(&self, about: &str) -> Result<(), String> {
        let command = about == "command";
        let value = matches!(about, "variable" | "go");
        let keys = [
            ("is", self.is.is_some(), command || value),
            ("not", self.not.is_some(), command),
            ("found", self.found.is_some(), command),
            ("kind", self.kind.is_some(), command),
            ("stub", self.stub.is_some(), command),
            ("set", self.set.is_some(), value),
            ("on_path", self.on_path.is_some(), value),
            ("agrees", self.agrees, command || value),
        ];
        if let Some((key, ..)) = keys.iter().find(|(_, given, fits)| *given && !fits) {
            return Err(format!("\"{key}\" does not go with \"{about}\""));
        }
        if self.on_path == Some(false) {
            return Err("\"on_path\" is true or left out".to_owned());
        }
        let wanted = keys.iter().any(|(_, given, _)| *given);
        match wanted || !(command || value) {
            true => Ok(()),
            false => {
                let all = keys.iter().filter(|(.., fits)| *fits).map(|(key, ..)| *key);
                let all = all.collect::<Vec<_>>().join(" ");
                Err(format!("\"{about}\" wants one of: {all}"))
            }
        }
    }

    fn what(self) -> What {
        if let Some(name) = self.command {
            let wants = [
                self.is.map(CommandWant::Is),
                self.not.map(CommandWant::Not),
                self.found.map(CommandWant::Found),
                self.kind.map(CommandWant::Kind),
                self.stub.map(CommandWant::Stub),
                self.agrees.then_some(CommandWant::Agrees),
            ];
            return What::Command { name, wants: wants.into_iter().flatten().collect() };
        }
        if let Some(keys) = self.path {
            return What::Path { has: keys.has, lacks: keys.lacks, unique: keys.unique };
        }
        if let Some(file) = self.script {
            return What::Script(file);
        }
        let wants = [
            self.is.map(ValueWant::Is),
            self.set.map(ValueWant::Set),
            self.on_path.map(|_| ValueWant::OnPath),
            self.agrees.then_some(ValueWant::Agrees),
        ];
        let wants = wants.into_iter().flatten().collect();
        match (self.variable, self.go) {
            (Some(name), _) => What::Variable { name, wants },
            (None, name) => What::Go { name: name.unwrap_or_default(), wants },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<Expectation, String> {
        serde_json::from_str::<Keys>(json).map_err(|error| error.to_string())?.expectation()
    }

    #[test]
    fn keys_that_do_not_go_together_are_refused() {
        for (json, said) in [
            (r#"{"is":"x"}"#, "an expectation is about one of"),
            (r#"{"command":"git","variable":"X","is":"x"}"#, "an expectation is about one of"),
            (r#"{"command":"git"}"#, "\"command\" wants one of: is not found"),
            (r#"{"variable":"X","stub":true}"#, "\"stub\" does not go with \"variable\""),
            (r#"{"variable":"X","on_path":false}"#, "\"on_path\" is true or left out"),
            (r#"{"script":"x","is":"y"}"#, "\"is\" does not go with \"script\""),
        ] {
            let problem = read(json).expect_err(json);
            assert!(problem.starts_with(said), "{json}: {problem}");
        }
        let one = read(r#"{"go":"GOBIN","on_path":true,"in":"*"}"#).expect("it is right");
        assert_eq!(one.sessions, ["*"]);
        assert!(matches!(one.what, What::Go { wants, .. } if wants == [ValueWant::OnPath]));
    }
}
