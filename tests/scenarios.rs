//! Every question of every scenario gets its recorded answer, and JSON that fits its schema.
//!
//! Adding a scenario is a folder under `scenarios/`; then `envsim test --accept`.

#[path = "common/program.rs"]
mod program;
#[path = "common/schema.rs"]
mod schema;

use envsim::scenario::{Scenario, library};
use program::envsim;
use serde_json::Value;

fn all() -> Vec<Scenario> {
    let load = |name| library::load(name).unwrap_or_else(|problem| panic!("{problem}"));
    library::names().map(load).collect()
}

#[test]
fn every_question_gets_its_recorded_answer() {
    for scenario in all() {
        for (words, name) in scenario.ask.iter().zip(envsim::cli::snapshot_names(&scenario)) {
            let mut line: Vec<&str> = words.iter().map(String::as_str).collect();
            line.extend(["--scenario", &scenario.name]);
            let ran = envsim(&line);
            assert!(ran.code < 2, "{}: envsim {}: {}", scenario.name, line.join(" "), ran.err);
            let mut settings = insta::Settings::clone_current();
            settings.set_snapshot_path("../snapshots");
            settings.set_prepend_module_to_snapshot(false);
            settings.set_omit_expression(true);
            settings.set_description(format!("envsim {}", line.join(" ")));
            settings.bind(|| {
                insta::assert_snapshot!(name, ran.out);
            });
        }
    }
}

#[test]
fn every_answer_as_json_fits_its_schema() {
    for scenario in all() {
        for words in &scenario.ask {
            let mut line: Vec<&str> = words.iter().map(String::as_str).collect();
            line.extend(["--scenario", &scenario.name, "--format", "json"]);
            let ran = envsim(&line);
            let Ok(result) = serde_json::from_str::<Value>(&ran.out) else {
                // `go-env --plain` prints what go prints, whatever the format.
                assert!(words.iter().any(|word| word == "--plain"), "{line:?}: {}", ran.err);
                continue;
            };
            let shipped = envsim(&["schema", &words[0]]);
            let shipped: Value = serde_json::from_str(&shipped.out).expect("a schema is JSON");
            let wrong = schema::check(&shipped, &result);
            assert!(wrong.is_empty(), "{line:?}: {wrong:#?}");
        }
    }
}

#[test]
fn every_scenario_fits_the_schema_has_a_title_and_asks_something() {
    let shipped: Value = serde_json::from_str(&envsim(&["schema"]).out).expect("a schema is JSON");
    for scenario in all() {
        assert!(!scenario.title.is_empty(), "{} has no title", scenario.name);
        assert!(!scenario.ask.is_empty(), "{} asks nothing", scenario.name);
        let file =
            format!("{}/scenarios/{}/scenario.json", env!("CARGO_MANIFEST_DIR"), scenario.name);
        #[allow(clippy::disallowed_methods, reason = "a test reads its own package")]
        let text = std::fs::read_to_string(file).expect("the scenario is there");
        let value = serde_json::from_str(&text).expect("the scenario is JSON");
        let wrong = schema::check(&shipped, &value);
        assert!(wrong.is_empty(), "{}: {wrong:#?}", scenario.name);
    }
}

#[test]
fn snapshots_without_a_question_are_left_overs() {
    let mut wanted: Vec<String> = Vec::new();
    for scenario in all() {
        wanted.extend(envsim::cli::snapshot_names(&scenario));
    }
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots");
    #[allow(clippy::disallowed_methods, reason = "a test reads its own package")]
    for entry in std::fs::read_dir(folder).expect("snapshots are there").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(stem) = name.strip_suffix(".snap") else { continue };
        assert!(wanted.iter().any(|one| one == stem), "no scenario asks for {name}");
    }
}
