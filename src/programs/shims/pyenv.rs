//! Which version pyenv and its relatives choose.

use crate::programs::{Cannot, Run};

/// The first version that is in force; `None` for the system's.
pub(crate) fn chosen(run: &mut Run<'_>) -> Result<Option<String>, Cannot> {
    let root = crate::programs::makers::pyenv::root(run)?;
    if let Some(text) = run.filled("PYENV_VERSION")? {
        return Ok(first(&text));
    }
    let mut directory = run.cwd()?;
    loop {
        let file = format!("{}/.python-version", directory.trim_end_matches('/'));
        if run.machine().is_file(&file) {
            if let Ok(text) = run.read(&file)? {
                return Ok(first(&text));
            }
        }
        match run.machine().platform().parent(&directory) {
            Some(above) => directory = above.to_owned(),
            None => break,
        }
    }
    match run.read(&format!("{root}/version"))? {
        Ok(text) => Ok(first(&text)),
        Err(_) => Ok(None),
    }
}

fn first(text: &str) -> Option<String> {
    let word = text.split([':', '\n', ' ', '\t']).find(|word| !word.is_empty())?;
    (word != "system").then(|| word.to_owned())
}
