use super::*;

fn grant(path: &str) -> Grant {
    Grant { answer: Answer::Allow, scope: Scope::Venv, path: path.into(), fingerprint: "abc".into() }
}

#[test]
fn any_path_comes_back_as_it_was() {
    for path in ["/a/.venv", "/new\nline\nend\n", "/end\n"] {
        assert_eq!(decode(&encode(&grant(path))), Some(grant(path)));
    }
}

#[test]
fn every_cut_of_a_record_is_noticed() {
    let whole = encode(&grant("/a/.venv"));
    for length in 0..whole.len() {
        assert_eq!(decode(&whole[..length]), None, "{length}");
    }
}

#[test]
fn the_nearest_record_decides() {
    let data = tempfile::tempdir().unwrap();
    let grants = Grants::in_dir(data.path());
    let tree =
        |path: &str, answer| Grant { answer, scope: Scope::Tree, fingerprint: String::new(), ..grant(path) };
    grants.put(&tree("/w", Answer::Allow)).unwrap();
    grants.put(&tree("/w/bad", Answer::Deny)).unwrap();
    let answer = |path: &str| grants.about(Path::new(path)).unwrap().map(|grant| grant.answer);
    assert_eq!(answer("/w/p/.venv"), Some(Answer::Allow));
    assert_eq!(answer("/w/bad/.venv"), Some(Answer::Deny));
    assert_eq!(answer("/elsewhere/.venv"), None);
    assert_eq!(grants.all().unwrap().len(), 2);
    assert!(grants.remove(Scope::Tree, Path::new("/w")).unwrap());
    assert!(!grants.remove(Scope::Tree, Path::new("/w")).unwrap());
}

#[test]
fn a_damaged_record_is_an_error_that_names_the_file() {
    let data = tempfile::tempdir().unwrap();
    let grants = Grants::in_dir(data.path());
    grants.put(&grant("/a")).unwrap();
    let file = grants.file(Scope::Venv, Path::new("/a")).unwrap();
    std::fs::write(&file, "venvhook gr").unwrap();
    std::fs::write(file.with_file_name(".tmpX"), "half of one that is being written").unwrap();
    assert_eq!(grants.all().unwrap().len(), 1);
    let error = grants.about(Path::new("/a")).unwrap_err().to_string();
    assert!(error.contains("delete it"), "{error}");
}

#[test]
fn what_is_recorded_is_told_as_it_was() {
    let data = tempfile::tempdir().unwrap();
    let grants = Grants::in_dir(data.path());
    let denied =
        Grant { answer: Answer::Deny, scope: Scope::Tree, fingerprint: String::new(), ..grant("/b") };
    assert_eq!(grants.all().unwrap().len(), 0, "no record was ever written");
    grants.put(&denied).unwrap();
    grants.put(&grant("/a")).unwrap();
    let all: Vec<Grant> = grants.all().unwrap().into_iter().map(Result::unwrap).collect();
    assert_eq!(all, [grant("/a"), denied.clone()]);
    assert_eq!(grants.get(Scope::Venv, Path::new("/a")).unwrap(), Some(grant("/a")));
    assert_eq!(grants.get(Scope::Tree, Path::new("/b")).unwrap(), Some(denied));
    assert_eq!(grants.get(Scope::Tree, Path::new("/a")).unwrap(), None);
    let words = [Answer::Allow, Answer::Deny].map(|answer| format!("{answer:6}"));
    assert_eq!(words, ["allow ", "deny  "]);
    assert_eq!([Scope::Venv, Scope::Tree].map(|scope| format!("{scope:5}")), ["venv ", "tree "]);
}

#[test]
fn a_later_answer_takes_the_place_of_an_earlier_one() {
    let data = tempfile::tempdir().unwrap();
    let grants = Grants::in_dir(data.path());
    grants.put(&grant("/a")).unwrap();
    let denied = Grant { answer: Answer::Deny, ..grant("/a") };
    grants.put(&denied).unwrap();
    assert_eq!(grants.about(Path::new("/a")).unwrap(), Some(denied));
    assert_eq!(grants.all().unwrap().len(), 1);
}

#[test]
fn a_venvs_own_record_comes_before_its_trees() {
    let data = tempfile::tempdir().unwrap();
    let grants = Grants::in_dir(data.path());
    grants.put(&Grant { scope: Scope::Tree, answer: Answer::Deny, ..grant("/a/.venv") }).unwrap();
    grants.put(&grant("/a/.venv")).unwrap();
    assert_eq!(grants.about(Path::new("/a/.venv")).unwrap(), Some(grant("/a/.venv")));
}

#[test]
fn a_record_of_something_else_is_not_believed() {
    let data = tempfile::tempdir().unwrap();
    let grants = Grants::in_dir(data.path());
    let file = |scope, path: &str| grants.file(scope, Path::new(path)).unwrap();
    grants.put(&grant("/a")).unwrap();
    std::fs::copy(file(Scope::Venv, "/a"), file(Scope::Venv, "/b")).unwrap();
    std::fs::copy(file(Scope::Venv, "/a"), file(Scope::Tree, "/a")).unwrap();
    for (scope, path) in [(Scope::Venv, "/b"), (Scope::Tree, "/a")] {
        let error = grants.get(scope, Path::new(path)).unwrap_err().to_string();
        assert!(error.contains("is not a valid venvhook record"), "{error}");
    }
    assert!(grants.about(Path::new("/b")).is_err());
}

#[test]
fn only_the_words_of_a_record_are_read() {
    let text = |head: &str, answer: &str, scope: &str| format!("{head}\n{answer}\n{scope}\nabc\n/a\nend\n");
    let read = |text: String| decode(text.as_bytes());
    assert_eq!(read(text(HEADER, "allow", "venv")), Some(grant("/a")));
    let denied = Grant { answer: Answer::Deny, scope: Scope::Tree, ..grant("/a") };
    assert_eq!(read(text(HEADER, "deny", "tree")), Some(denied));
    assert_eq!(read(text("venvhook grant 2", "allow", "venv")), None);
    assert_eq!(read(text(HEADER, "Allow", "venv")), None);
    assert_eq!(read(text(HEADER, "allow", "file")), None);
}

#[test]
fn what_is_in_the_way_of_the_records_is_told_unless_there_can_be_none() {
    let data = tempfile::tempdir().unwrap();
    let file = data.path().join("file");
    std::fs::write(&file, "").unwrap();
    // The data directory is a file: there never was a record.
    let none = Grants::in_dir(&file);
    assert_eq!(none.about(Path::new("/a")).unwrap(), None);
    assert!(none.put(&grant("/a")).is_err());
    // Windows reports this as a file that does not exist.
    assert_eq!(none.all().is_err(), cfg!(unix));
    let homeless = Grants { dir: Err("there is no place".into()) };
    for error in [homeless.about(Path::new("/a")).unwrap_err(), homeless.all().unwrap_err()] {
        assert_eq!(error.to_string(), "there is no place");
    }
    // A directory in a record's place is not a record, and is not deleted as one.
    let grants = Grants::in_dir(data.path());
    let place = grants.file(Scope::Venv, Path::new("/a")).unwrap();
    std::fs::create_dir_all(&place).unwrap();
    assert!(grants.about(Path::new("/a")).is_err());
    let error = grants.remove(Scope::Venv, Path::new("/a")).unwrap_err().to_string();
    assert!(error.contains("could not be deleted"), "{error}");
}

#[cfg(unix)]
#[test]
fn a_record_that_cannot_be_looked_at_is_an_error_not_none() {
    let data = tempfile::tempdir().unwrap();
    let grants = Grants::in_dir(data.path());
    let place = grants.file(Scope::Venv, Path::new("/a")).unwrap();
    std::fs::create_dir(place.parent().unwrap()).unwrap();
    std::os::unix::fs::symlink(&place, &place).unwrap();
    let error = grants.about(Path::new("/a")).unwrap_err().to_string();
    assert!(error.starts_with(&crate::ui::message::path(&place)), "{error}");
}

#[cfg(unix)]
#[test]
fn a_record_that_another_user_wrote_is_not_believed() {
    // Only root gives files away.
    if !nix::unistd::Uid::effective().is_root() {
        return;
    }
    let data = tempfile::tempdir().unwrap();
    let grants = Grants::in_dir(data.path());
    grants.put(&grant("/a")).unwrap();
    let file = grants.file(Scope::Venv, Path::new("/a")).unwrap();
    std::os::unix::fs::chown(&file, Some(4_000_000), None).unwrap();
    let error = grants.about(Path::new("/a")).unwrap_err().to_string();
    assert!(error.contains("belongs to another user"), "{error}");
}
