//! posix.
