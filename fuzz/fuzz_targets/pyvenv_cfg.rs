//! pyvenv.cfg: lines are settings each by itself, the last one wins, and what is read is written the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use venvhook::venv::pyvenv_cfg::PyvenvCfg;
use venvhook_fuzz::{two, write};

fn entries(text: &str) -> Vec<(String, String)> {
    PyvenvCfg::parse(text).entries().map(|(key, value)| (key.into(), value.into())).collect()
}

fuzz_target!(|data: &[u8]| {
    let (one, other) = two(data);
    let (Ok(one), Ok(other)) = (std::str::from_utf8(one), std::str::from_utf8(other)) else {
        let read = PyvenvCfg::read(&write("pyvenv.cfg", data));
        assert_eq!(read, Err("is not UTF-8".to_string()));
        return;
    };
    let text = format!("{one}\n{other}");
    let found = entries(&text);
    assert_eq!(found, [entries(one), entries(other)].concat());
    let again: String = found.iter().map(|(key, value)| format!("{key} = {value}\n")).collect();
    assert_eq!(entries(&again), found);

    let cfg = PyvenvCfg::parse(&text);
    for (key, _) in &found {
        let last = found.iter().rfind(|(other, _)| other == key).map(|(_, value)| value.as_str());
        assert_eq!(cfg.get(key), last);
    }
    assert!(cfg.home().is_none_or(|home| !home.as_os_str().is_empty()));
    assert!(cfg.python_version().is_none_or(|version| version.split('.').count() <= 3));
    assert!(cfg.prompt().is_none_or(|prompt| cfg.get("prompt").is_some_and(|raw| raw.contains(prompt))));
    let more = PyvenvCfg::parse(&format!("{text}\nHOME = /its/own \n"));
    assert_eq!(more.get("home"), Some("/its/own"));
});
