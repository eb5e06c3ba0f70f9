//! Where Go 1.23 and later keep telemetry, and in which mode (x/telemetry, internal/telemetry/dir.go).

use super::engine::{Got, Process};

impl Process<'_> {
    /// GOTELEMETRYDIR, "" where the user's configuration directory is not known.
    pub fn telemetry_dir(&self) -> Got {
        let test = self.os_text("TEST_TELEMETRY_DIR")?;
        if !test.is_empty() {
            return Ok(test);
        }
        let dir = self.config_dir()?;
        Ok(dir.map_or(String::new(), |dir| {
            self.paths.join(&self.paths.join(&dir, "go"), "telemetry")
        }))
    }

    /// GOTELEMETRY: the first word of the mode file, `local` without one.
    pub fn telemetry_mode(&self) -> Got {
        let dir = self.telemetry_dir()?;
        if dir.is_empty() {
            return Ok("off".to_owned());
        }
        let Some(bytes) = self.read(&self.paths.join(&dir, "mode"))? else {
            return Ok("local".to_owned());
        };
        let text = String::from_utf8_lossy(&bytes);
        Ok(text.trim().split(' ').next().unwrap_or("").to_owned())
    }
}
