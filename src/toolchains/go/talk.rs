//! What a `go` command says on its error stream, up to the message it dies of.

use crate::toolchains::{Message, Weight};

/// Messages in order; nothing is added after a fatal one.
#[derive(Clone, Debug, Default)]
pub struct Talk {
    messages: Vec<Message>,
}

impl Talk {
    /// Prints a line and goes on.
    pub fn warn(&mut self, text: String) {
        self.say(text, Weight::Warning);
    }

    /// Prints a message and ends with this status.
    pub fn die(&mut self, status: i32, text: String) {
        self.say(text, Weight::Fatal(status));
    }

    fn say(&mut self, text: String, weight: Weight) {
        if !self.is_dead() {
            self.messages.push(Message { text, weight });
        }
    }

    /// Whether the command has ended.
    pub fn is_dead(&self) -> bool {
        self.status().is_some()
    }

    /// The status it ended with.
    pub fn status(&self) -> Option<i32> {
        self.messages.iter().find_map(|message| match message.weight {
            Weight::Fatal(status) => Some(status),
            Weight::Warning => None,
        })
    }

    /// All of it as it stands on the error stream.
    pub fn text(&self) -> String {
        self.messages.iter().map(|message| format!("{}\n", message.text)).collect()
    }

    /// The messages.
    pub fn into_messages(self) -> Vec<Message> {
        self.messages
    }
}
