//! Members of `[uri]`.

use std::rc::Rc;

use super::super::object::enums;
use super::super::object::{Object, Sequence};
use super::scalar::{Answer, int};
use crate::shells::powershell::evaluator::Evaluator;
use crate::shells::powershell::scalars::uri::{self, Parts};
use crate::shells::powershell::scalars::{Fault, Scalar, Uri};

const NOT_WHOLE: &str = "This operation is not supported for a relative URI.";

impl Evaluator<'_> {
    pub(super) fn uri_property(&mut self, uri: &Rc<Uri>, lower: &str) -> Option<Object> {
        Some(match (lower, &uri.parts) {
            ("originalstring", _) => self.text(uri.original.clone()),
            ("isabsoluteuri", parts) => Object::Bool(parts.is_some()),
            ("userescaped", _) => Object::Bool(false),
            // A getter that throws reads as `$null` (PropertyGetException is swallowed).
            (_, None) => return None,
            (_, Some(parts)) => return self.whole_property(&parts.clone(), lower),
        })
    }

    fn whole_property(&mut self, parts: &Parts, lower: &str) -> Option<Object> {
        let local = |made: Result<String, Fault>, evaluator: &mut Self| match made {
            Ok(text) => evaluator.text(text),
            Err(_) => evaluator.unknown("is a path with bytes that are no text"),
        };
        Some(match lower {
            "scheme" => self.text(parts.scheme.clone()),
            "host" | "dnssafehost" | "idnhost" => self.text(parts.host.clone()),
            "port" => int(parts.port),
            "isdefaultport" => Object::Bool(parts.usual_port),
            "authority" => self.text(parts.authority()),
            "userinfo" => self.text(parts.user.clone()),
            "absolutepath" => self.text(file_path(parts)),
            "absoluteuri" => self.text(parts.absolute()),
            "pathandquery" => self.text(format!("{}{}", file_path(parts), parts.query)),
            "query" => self.text(parts.query.clone()),
            "fragment" => self.text(parts.fragment.clone()),
            "localpath" => local(parts.local(), self),
            "isfile" => Object::Bool(parts.scheme == "file"),
            "isunc" => Object::Bool(false),
            "isloopback" => {
                let near = matches!(parts.host.as_str(), "" | "localhost" | "127.0.0.1");
                Object::Bool(near)
            }
            "segments" => {
                let items = parts.segments().into_iter().map(|one| self.text(one)).collect();
                Object::Array(Rc::new(Sequence::of_type("System.String[]", items)))
            }
            "hostnametype" => {
                let numbers = parts.host.split('.').all(|part| part.parse::<u8>().is_ok());
                let kind = if parts.host.is_empty() {
                    1
                } else if numbers {
                    3
                } else {
                    2
                };
                enums::object("System.UriHostNameType", kind)
            }
            _ => return None,
        })
    }

    pub(super) fn uri_static(&mut self, lower: &str) -> Option<Object> {
        let name = lower.strip_prefix("urischeme")?;
        let known = ["http", "https", "ftp", "file", "mailto", "gopher", "nntp", "news"];
        known.contains(&name).then(|| self.text(name.to_owned()))
    }

    pub(super) fn uri_static_call(&mut self, lower: &str, arguments: &[Object]) -> Option<Answer> {
        let text = match arguments.first() {
            Some(Object::Text(value)) => value.text().map(|text| text.into_owned())?,
            _ => return None,
        };
        let made = match lower {
            "escapedatastring" => Ok(uri::escape_data(&text)),
            "escapeuristring" => Ok(uri::escape_uri(&text)),
            "unescapedatastring" => uri::unescape_data(&text),
            _ => return None,
        };
        Some(Ok(match made {
            Ok(text) => self.text(text),
            Err(_) => self.unknown("has bytes that are no text"),
        }))
    }

    pub(super) fn uri_new(&mut self, arguments: &[Object]) -> Answer {
        let (Some(Object::Text(value)), 1) = (arguments.first(), arguments.len()) else {
            return Ok(self.unknown("is an address made in a way envsim does not model"));
        };
        let Some(text) = value.text() else {
            return Ok(Object::Unknown(self.reason_of(&arguments[0])));
        };
        match Uri::parse(&text, self.state.platform().is_windows()) {
            Ok(uri) if uri.parts.is_some() => Ok(Object::scalar(Scalar::Uri(Rc::new(uri)))),
            Ok(_) => {
                let message = "Invalid URI: The format of the URI could not be determined.";
                Err(self.method_error("UriFormatException", message))
            }
            Err(_) => Ok(self.unknown("is an address that envsim does not take apart")),
        }
    }

    pub(super) fn uri_method(
        &mut self,
        uri: &Rc<Uri>,
        lower: &str,
        name: &str,
        arguments: &[Object],
    ) -> Answer {
        let Some(parts) = uri.parts.clone() else {
            return match lower {
                "iswellformedoriginalstring" => Ok(self.unknown("asks how an address is written")),
                "getleftpart" => Err(self.method_error("InvalidOperationException", NOT_WHOLE)),
                _ => Ok(self.unknown("calls a method of a relative address")),
            };
        };
        match (lower, arguments.first().and_then(|part| self.plain(part))) {
            ("getleftpart", Some(part)) => {
                let scheme = format!("{}://", parts.scheme);
                let text = parts.absolute();
                let behind = parts.query.len() + parts.fragment.len();
                let path = &text[..text.len() - behind];
                let cut = match part.to_ascii_lowercase().as_str() {
                    "scheme" => scheme,
                    "authority" => path[..path.len() - parts.path.len()].to_owned(),
                    "path" => path.to_owned(),
                    "query" => text[..text.len() - parts.fragment.len()].to_owned(),
                    _ => return Ok(self.unknown("is a part of an address")),
                };
                Ok(self.text(cut))
            }
            (
                "isbaseof" | "makerelativeuri" | "getcomponents" | "iswellformedoriginalstring",
                _,
            ) => Ok(self.unknown("compares addresses in a way envsim does not model")),
            _ => Err(self.no_method("System.Uri", name)),
        }
    }
}

/// The path, without the slash before a drive.
fn file_path(parts: &Parts) -> String {
    let drive = parts.scheme == "file" && parts.path.as_bytes().get(2) == Some(&b':');
    if drive { parts.path[1..].to_owned() } else { parts.path.clone() }
}
