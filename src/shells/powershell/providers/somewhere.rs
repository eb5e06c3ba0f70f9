//! Files of which only a part of the name is known: what is done to one of them.

use std::rc::Rc;

use crate::machine::overlay::Effect;
use crate::shells::changed_at;
use crate::shells::powershell::evaluator::Evaluator;
use crate::shells::powershell::object::Object;
use crate::value::{Unknown, Value};

impl Evaluator<'_> {
    /// Something is done to an item whose path is not known: which files may be others from now on.
    pub fn changed_somewhere(&mut self, path: &Value, effect: Effect) {
        let front = path.front();
        if self.split_drive(&front).is_some() && self.path_kind(&front) != "file" {
            return;
        }
        let why: Rc<str> = match path.why_unknown().or_else(|| self.state.lost.clone()) {
            Some(why) => format!("may be changed by a path that {}", why.reason).into(),
            None => "may be changed".into(),
        };
        let path = self.rooted(path, &front);
        let cwd = match &self.state.lost {
            Some(why) => Value::unknown((**why).clone()),
            None => Value::known(self.full_path("."), self.at.clone()),
        };
        for change in changed_at(self.host.machine(), &cwd, &path, effect, &why) {
            self.change(change);
        }
    }

    /// The directory that a path begins with, as the machine has it: `~`, drives and `FileSystem::` are PowerShell's.
    fn rooted(&self, path: &Value, front: &str) -> Value {
        let platform = self.state.platform();
        let behind = front.rfind(['/', '\\']).map_or(0, |at| at + 1);
        if self.is_relative(front) || behind == 0 {
            return path.clone();
        }
        let directory = self.full_path(&front[..behind]);
        let ends = directory.ends_with(platform.separator());
        let separator = if ends { "" } else { &platform.separator().to_string() };
        let begun = format!("{directory}{separator}{}", &front[behind..]);
        let begun = Value::known(begun, self.at.clone());
        match path.is_known() {
            true => begun,
            false => {
                let unknown = path.why_unknown().unwrap_or_else(|| self.why("is not known"));
                begun
                    .then(Value::unknown((*unknown).clone()))
                    .then(Value::known(path.back(), self.at.clone()))
            }
        }
    }

    /// Whether a path of the file system is one from where the session stands.
    pub fn is_relative(&self, path: &str) -> bool {
        let home = path.starts_with('~');
        !home
            && self.split_drive(path).is_none()
            && !self.state.platform().is_absolute(path)
            && !path.starts_with(['/', '\\'])
    }

    /// Why nobody knows what stands at a path as it was given.
    pub fn undecided_path(&self, path: &str) -> Option<Rc<Unknown>> {
        if let (Some(why), true) = (&self.state.lost, self.is_relative(path)) {
            return Some(why.clone());
        }
        self.undecided_at(&self.full_path(path))
    }

    /// The same of a value that names a file, where its name is not known.
    pub fn changed_by_name(&mut self, name: &Object, effect: Effect) {
        let path = self.text_of(name);
        self.changed_somewhere(&path, effect);
    }
}
