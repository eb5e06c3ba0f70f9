//! The chain of one variable: every layer that was asked, what it offered, and what was made of it.

use super::engine::{Got, Process, text_of};
use super::table::{Asks, Otherwise, Row, built_in};
use crate::toolchains::{Layer, Setting, Step};
use crate::value::Value;

/// What a layer offers, and where it was looked for.
struct Offer {
    layer: Layer,
    place: String,
    offered: Got<Option<Value>>,
}

impl Process<'_> {
    /// The value of a row, without its steps.
    pub fn value(&self, row: &Row) -> Value {
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
                let origin = value.origins().into_iter().next().unwrap_or_else(built_in);
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
        let path = |file: &Got<super::settings_file::SettingsFile>, none: &str| match file {
            Ok(file) if !file.path.is_empty() => file.path.clone(),
            _ => none.to_owned(),
        };
        let user = self.user.as_ref().map_err(Clone::clone);
        let cleaned = row.name == "GOROOT" && self.since(21);
        let spelled = |value: Value| match cleaned && value.is_empty() == Some(false) {
            true => value.map_text(|text| self.paths.clean(text)),
            false => value,
        };
        offers.push(Offer {
            layer: Layer::UserFile,
            place: path(&self.user, "no user settings file"),
            offered: user.map(|file| file.get(row.name).cloned().map(spelled)),
        });
        if self.since(21) {
            offers.push(self.shipped_offer(row, path(&self.shipped, "no go.env")));
        }
        offers
    }

    /// go.env cannot say where GOROOT is: what stands there is overwritten by the directory it was found in.
    fn shipped_offer(&self, row: &Row, place: String) -> Offer {
        if row.name == "GOROOT" {
            let found = self.filed("GOROOT").map(|found| found.map(|(_, value)| value));
            let place = "the tree the go program stands in".to_owned();
            return Offer { layer: Layer::Derived, place, offered: found };
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
        Ok(Value::known(text, built_in()))
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
        steps.push(last);
        Setting { changed: self.changed(row, &value), value, layer, steps }
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
            Ok(None) => step.because = "no line".to_owned(),
            Ok(Some(offered)) => {
                step.origin = offered.origins().into_iter().next();
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
            Otherwise::Text(_) | Otherwise::TextUntil(..) => (Layer::Default, "default"),
            Otherwise::Computed(_, how) | Otherwise::Pieced(_, how) => (Layer::Derived, *how),
        };
        let offered = if used { self.otherwise(row) } else { Ok(Value::empty()) };
        let because = match &offered {
            Err(why) => why.reason.to_string(),
            Ok(_) if used => self.remark(row),
            Ok(_) => "not needed".to_owned(),
        };
        let offered = match offered {
            Ok(value) if used => Some(value),
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

fn words(layer: Layer) -> &'static str {
    match layer {
        Layer::Environment => "the process environment",
        Layer::UserFile => "the user's settings file",
        Layer::InstallationFile => "go.env",
        Layer::Derived => "the computed value",
        Layer::Default => "the default",
    }
}
