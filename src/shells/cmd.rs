//! cmd.
