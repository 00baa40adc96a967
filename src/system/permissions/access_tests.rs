use super::*;

const ME: &str = "S-1-5-21-1-2-3-1001";

fn access(text: &str) -> Access {
    Access::parse(text).unwrap()
}

#[test]
fn a_home_directory_is_its_owners() {
    let home = access(
        "O:S-1-5-21-1-2-3-1001G:DUD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;FA;;;S-1-5-21-1-2-3-1001)",
    );
    assert!(home.is_owned_by(ME));
    assert!(!home.is_owned_by("S-1-5-21-1-2-3-1002"));
    assert!(!home.others_hold(CHANGE, ME));
    assert!(!home.others_hold(CHANGE, "S-1-5-21-1-2-3-1002"), "its owner is no other");
    assert!(!home.anybody_was_given(EXCHANGE));
}

#[test]
fn a_directory_made_at_a_drives_root_is_open_to_every_user() {
    let root = "O:SYD:AI(A;OICI;FA;;;BA)(A;OICI;0x1200a9;;;BU)(A;OICIIO;SDGXGWGR;;;AU)(A;;LC;;;AU)";
    assert!(!access(root).anybody_was_given(EXCHANGE), "users may add to the root, no more");
    let drive = "O:BAD:(A;OICI;FA;;;BA)(A;;0x1301bf;;;AU)(A;OICIIO;SDGXGWGR;;;AU)(A;;0x1200a9;;;BU)";
    assert!(!access(drive).anybody_was_given(EXCHANGE_BELOW), "nobody deletes a drive's root");
    let below = "O:BAD:AI(A;OICIID;FA;;;SY)(A;OICIID;0x1200a9;;;BU)(A;ID;0x1301bf;;;AU)";
    assert!(access(below).others_hold(CHANGE, ME));
    assert!(!access(below).others_were_given(CHANGE, ME), "it came from the root");
    assert!(!access(below).anybody_was_given(EXCHANGE));
    let given = "O:BAD:AI(A;;0x1301bf;;;AU)(A;OICIID;FA;;;SY)";
    assert!(access(given).others_were_given(CHANGE, ME) && access(given).anybody_was_given(EXCHANGE));
    assert!(access(below).is_owned_by(ME), "administrators are the machine's root");
}

#[test]
fn denials_and_conditions_take_nothing_away() {
    let text = "O:BAD:(D;;FA;;;WD)(XA;;FW;;;WD;(@User.Title==\"PM\" && (Member_of {BA})))";
    assert!(access(text).others_hold(CHANGE, ME));
}

#[test]
fn what_is_not_kept_is_neither_open_nor_owned() {
    for text in ["", "O:WDD:NO_ACCESS_CONTROL", "D:NO_ACCESS_CONTROL"] {
        let unknown = access(text);
        assert!(!unknown.is_owned_by(ME));
        assert!(!unknown.others_hold(CHANGE, ME));
    }
    assert!(access("O:BAD:NO_ACCESS_CONTROL").others_hold(CHANGE, ME));
}

#[test]
fn what_cannot_be_read_is_told() {
    for text in ["O:BAD:(A;;??;;;WD)", "O:BAD:(A;;FA", "O:BAD:A;;FA;;;WD)", "O:BAD:(A;;FA)"] {
        assert_eq!(Access::parse(text), None, "{text}");
    }
}

/// What somebody else holds, by the names of the rights.
fn others_hold(rights: &str, wanted: u32) -> bool {
    access(&format!("O:BAD:(A;;{rights};;;S-1-5-21-9)")).others_hold(wanted, ME)
}

#[test]
fn each_right_by_which_a_file_is_changed_counts() {
    let names = [
        "CC", "DC", "LC", "SW", "RP", "WP", "DT", "LO", "CR", "SD", "RC", "WD", "WO", "FA", "FR", "FW", "FX",
        "GA", "GX", "GW", "GR",
    ];
    let holding =
        |wanted: u32| -> Vec<&str> { names.into_iter().filter(|name| others_hold(name, wanted)).collect() };
    assert_eq!(holding(CHANGE), ["DC", "LC", "DT", "SD", "WD", "WO", "FA", "FW", "GA", "GW"]);
    assert_eq!(
        holding(EXCHANGE),
        ["DT", "SD", "WD", "WO", "FA", "GA", "GW"],
        "to add to it is not to exchange it"
    );
    assert_eq!(
        holding(EXCHANGE_BELOW),
        ["DT", "WD", "WO", "FA", "GA", "GW"],
        "nobody deletes a drive's root"
    );
    let bits = names.map(|name| right(name.as_bytes()).unwrap());
    let simple = [0x1, 0x2, 0x4, 0x8, 0x10, 0x20, 0x40, 0x80, 0x100, 0x1_0000, 0x2_0000, 0x4_0000, 0x8_0000];
    assert_eq!(bits[..13], simple);
    // FILE_ALL_ACCESS, FILE_GENERIC_READ, _WRITE, _EXECUTE; GENERIC_ALL, _EXECUTE, _WRITE, _READ.
    assert_eq!(bits[13..], [0x1f_01ff, 0x12_0089, 0x12_0116, 0x12_00a0, 1 << 28, 1 << 29, 1 << 30, 1 << 31]);
}

#[test]
fn rights_are_joined_however_they_are_written() {
    assert_eq!(rights("0x1301bf"), Some(0x13_01bf));
    assert_eq!(rights("CCDC"), Some(0x3));
    assert_eq!(rights("DCDC"), Some(0x2), "named twice is named");
    assert_eq!(rights("FRFW"), Some(0x12_019f));
    assert_eq!(rights(""), Some(0));
    for text in ["0xg", "CCD", "cc"] {
        assert_eq!(rights(text), None, "{text}");
    }
}

#[test]
fn what_the_person_the_owner_and_the_keepers_hold_is_no_others() {
    for (to, is_another) in
        [(ME, false), ("S-1-5-21-7", false), ("SY", false), ("S-1-5-21-9", true), ("WD", true)]
    {
        for flags in ["", "ID", "OICIID"] {
            let access = access(&format!("O:S-1-5-21-7D:(A;{flags};FA;;;{to})"));
            assert_eq!(access.others_hold(CHANGE, ME), is_another, "{to} {flags}");
            assert_eq!(access.others_were_given(CHANGE, ME), is_another && flags.is_empty(), "{to} {flags}");
            let anybody = to == "WD" && flags.is_empty();
            assert_eq!(access.anybody_was_given(CHANGE), anybody, "{to} {flags}");
        }
    }
    let own = access("O:BUD:(A;;FA;;;BU)");
    assert!(!own.anybody_was_given(CHANGE) && !own.others_hold(CHANGE, ME), "what the owner holds as such");
}

#[test]
fn only_what_grants_something_here_counts() {
    for (entry, grants) in [
        ("A;;FA", true),
        ("OA;;FA", true),
        ("XA;;FA", true),
        ("ZA;;FA", true),
        ("D;;FA", false),
        ("AU;;FA", false),
        ("A;OICI;FA", true),
        ("A;IO;FA", false),
        ("A;OICIIO;FA", false),
        ("A;;FR", false),
    ] {
        assert_eq!(access(&format!("O:BAD:({entry};;;WD)")).others_hold(CHANGE, ME), grants, "{entry}");
    }
    let second = access("O:BAD:(A;;FR;;;WD)(A;;FA;;;WD)");
    assert!(second.others_hold(CHANGE, ME) && second.anybody_was_given(CHANGE), "any of its entries");
}

#[test]
fn an_owner_is_told_where_one_is_kept() {
    let owner = |text: &str| access(text).owner;
    assert_eq!(owner("O:S-1-1G:BAD:"), Some("S-1-1".into()));
    assert_eq!(owner("O:BAD:"), Some("BA".into()));
    for text in ["O:G:BAD:", "O:WDD:", "D:", "G:BAD:"] {
        assert_eq!(owner(text), None, "{text}");
    }
    assert!(access("O:BAD:").is_owned_by(ME) && access(&format!("O:{ME}D:")).is_owned_by(ME));
    assert!(!access("O:S-1-1D:").is_owned_by(ME));
}

#[test]
fn entries_are_told_apart_by_their_outer_parentheses() {
    assert_eq!(entries("AI(a)(b(c)(d))"), Some(vec!["a", "b(c)(d)"]));
    assert_eq!(entries("P"), Some(vec![]));
    for text in ["(a", "a)", "(a))", "((a)"] {
        assert_eq!(entries(text), None, "{text}");
    }
}
