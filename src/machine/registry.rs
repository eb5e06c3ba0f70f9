//! Values of the registry, with their types.

/// The types of registry values that matter here (winnt.h, `REG_*`).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum RegistryData {
    /// `REG_SZ`.
    Text(String),
    /// `REG_EXPAND_SZ`, unexpanded.
    Expand(String),
    /// `REG_MULTI_SZ`.
    Multi(Vec<String>),
    /// `REG_DWORD`.
    Dword(u32),
    /// `REG_QWORD`.
    Qword(u64),
    /// `REG_BINARY` and all others.
    Binary(Vec<u8>),
}

impl RegistryData {
    /// The text of a `REG_SZ` or `REG_EXPAND_SZ`, unexpanded.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::Expand(text) => Some(text),
            _ => None,
        }
    }

    /// The type's name in the registry.
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Text(_) => "REG_SZ",
            Self::Expand(_) => "REG_EXPAND_SZ",
            Self::Multi(_) => "REG_MULTI_SZ",
            Self::Dword(_) => "REG_DWORD",
            Self::Qword(_) => "REG_QWORD",
            Self::Binary(_) => "REG_BINARY",
        }
    }
}

/// A named value of a registry key.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RegistryValue {
    /// The name as spelled; empty for the key's default value.
    pub name: String,
    /// Type and data.
    pub data: RegistryData,
}
