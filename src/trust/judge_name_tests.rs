//! A name that a script or a prompt would run.

use super::*;

#[test]
fn a_powershell_script_that_would_run_its_name_is_refused() {
    let made = Made::new();
    made.write("bin/Activate.ps1", "if (\"$(x)\" -ne \"\") {\n");
    assert_eq!(made.against(Shell::PowerShell), [Reason::RunsAsCode]);
    assert_eq!(made.against(Shell::Bash), []);
}

#[test]
fn a_name_is_refused_where_its_own_makers_script_would_run_it() {
    let hazardous = |shell: Shell, settings: &str| {
        let made = Made::new();
        made.set(settings);
        made.against(shell) == [Reason::RunsAsCode]
    };
    // By the prompt as a Python literal, which CPython writes, its quotes are not the name's.
    assert!(hazardous(Shell::Bash, "prompt = '$(x)'"));
    assert!(!hazardous(Shell::Bash, "prompt = \"it's\""));
    // The others write the text as it is: quotes at its ends may be its own.
    assert!(hazardous(Shell::Bash, "uv = 0.13.9\nprompt = \"x\""));
    assert!(hazardous(Shell::Fish, "uv = 0.13.9\nprompt = 'x'"));
    assert!(!hazardous(Shell::PowerShell, "uv = 0.13.9\nprompt = $(x)"), "its script is read instead");
    assert!(!hazardous(Shell::Bash, "virtualenv = 21.14.13\nprompt = $(x)"));
}

#[test]
fn what_a_batch_file_would_run_is_told_by_the_batch_file() {
    let made = Made::new();
    made.set("prompt = a&b");
    assert_eq!(made.against(Shell::Cmd), [Reason::RunsAsCode]);
    let quoted = format!("set \"VIRTUAL_ENV={}\"\nset \"PROMPT=(a&b) %PROMPT%\"\n", made.dir.display());
    made.write("bin/activate.bat", &quoted);
    assert_eq!(made.against(Shell::Cmd), []);
}

#[test]
fn the_name_that_a_script_tests_for_is_its_prompt_too() {
    let made = Made::new();
    let path = made.dir.display();
    let script = |name: &str| format!("VIRTUAL_ENV='{path}'\nif [ \"x{name}\" != x ] ; then\nfi\n");
    let tested = |name: &str| {
        made.write("bin/activate", &script(name));
        tested_name(&made.venv()).map(|name| String::from_utf8(name).unwrap())
    };
    assert_eq!(tested("(app) ").as_deref(), Some("app"));
    assert_eq!(tested("app").as_deref(), Some("app"));
    assert_eq!(tested("(app)").as_deref(), Some("(app)"));
    assert_eq!(tested("").as_deref(), Some(""));
    assert_eq!(tested("a\" != x ] b").as_deref(), Some("a\" != x ] b"), "a mark is not the end");
    made.write("bin/activate", "if [ \"x");
    assert_eq!(tested_name(&made.venv()), None);
    made.write("bin/activate", &script("(`x`) "));
    assert_eq!(made.against(Shell::Bash), [Reason::RunsAsCode]);
}

#[test]
fn a_place_that_no_script_holds_literally_must_have_a_plain_name() {
    let against = |project: &str, shell: Shell, settings: &str, script: &str| {
        let made = Made::called(project);
        made.set(settings);
        for file in ["activate", "activate.fish", "activate.bat"] {
            made.write(&format!("bin/{file}"), script);
        }
        made.against(shell)
    };
    let unknown = [Reason::NoBakedPath];
    let runs = [Reason::RunsAsCode, Reason::NoBakedPath];
    assert_eq!(against("a b-c_d.e+f@g,h", Shell::Bash, "", "#"), unknown);
    assert_eq!(against("caf\u{e9}", Shell::Bash, "", "#"), unknown);
    for shell in [Shell::Bash, Shell::Fish, Shell::Cmd] {
        assert_eq!(against("it's", shell, "", "#"), runs, "{shell:?}");
    }
    assert_eq!(against("it's", Shell::PowerShell, "", "#"), unknown, "its script contains no path");
    // uv's relocatable ones work it out; a batch file has but one way to.
    let relocatable = "uv = 0.13.9\nrelocatable = true";
    assert_eq!(against("it's", Shell::Bash, relocatable, "#"), unknown);
    assert_eq!(against("it's", Shell::Bash, "uv = 0.13.9\nrelocatable = false", "#"), runs);
    assert_eq!(against("it's", Shell::Cmd, relocatable, "set VIRTUAL_ENV=x&y"), runs);
    let by_place = "@for %%i in (\"%~dp0..\") do @set \"VIRTUAL_ENV=%%~fi\"\n";
    assert_eq!(against("it's", Shell::Cmd, relocatable, by_place), unknown);
    assert_eq!(against("it's", Shell::Cmd, "", by_place), runs, "only of uv's is it known");
}

#[test]
fn a_name_that_fish_before_3_2_would_run_is_refused() {
    let made = Made::new();
    made.set("virtualenv = 21.14.13\nprompt = \\(x)");
    assert_eq!(made.against(Shell::Fish), []);
    for script in ["activate", "activate.fish"] {
        let text = fs::read_to_string(made.dir.join("bin").join(script)).unwrap();
        made.write(&format!("bin/{script}"), &format!("{text}set prompt ''\\\\'(x)'\n"));
    }
    assert_eq!(made.against(Shell::Fish), [Reason::RunsAsCode]);
    assert_eq!(made.against(Shell::Bash), []);
}
