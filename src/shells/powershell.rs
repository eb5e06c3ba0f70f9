//! powershell.
