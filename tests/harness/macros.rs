//! What the console does to a typed line: the macros of doskey, by the rules that Windows Terminal's
//! source states (src/host/alias.cpp; docs/windows.md, "The console's macros"). wine has no doskey.

/// The macros of a macro file.
pub struct Macros(Vec<(String, String)>);

impl Macros {
    /// Reads `name=body` lines; the first `=` parts them.
    pub fn parse(file: &str) -> Macros {
        let pair =
            |line: &str| line.split_once('=').map(|(name, body)| (name.to_lowercase(), body.to_string()));
        Macros(file.lines().filter_map(pair).collect())
    }

    /// The line that cmd gets. A macro is named by the text up to the first space, in any case; a line
    /// that begins with a space names none. `$*` is the rest of the line, `$1`… its words, `$$` a
    /// dollar. What comes out is not looked at again.
    pub fn expand(&self, line: &str) -> String {
        let (name, rest) = line.split_once(' ').unwrap_or((line, ""));
        let Some((_, body)) = self.0.iter().find(|(known, _)| *known == name.to_lowercase()) else {
            return line.to_string();
        };
        let mut expanded = String::new();
        let mut characters = body.chars();
        while let Some(c) = characters.next() {
            match (c, if c == '$' { characters.next() } else { None }) {
                ('$', Some('*')) => expanded.push_str(rest),
                ('$', Some(digit @ '1'..='9')) => {
                    let index = digit as usize - '1' as usize;
                    expanded
                        .push_str(rest.split(' ').filter(|word| !word.is_empty()).nth(index).unwrap_or(""));
                }
                ('$', Some('$')) => expanded.push('$'),
                ('$', Some(other)) => expanded.extend(['$', other]),
                (c, _) => expanded.push(c),
            }
        }
        expanded
    }
}

/// The rules, each by an example.
pub fn rules() {
    let macros = Macros::parse("cd=\"%H%cd.bat\" $*\ncd..=\"%H%cd.bat\" .. $*\nx=$1-$2-$$\n");
    for (typed, given) in [
        ("cd p && python x", "\"%H%cd.bat\" p && python x"),
        ("CD", "\"%H%cd.bat\" "),
        ("cd..", "\"%H%cd.bat\" .. "),
        ("cd  \"a b\"", "\"%H%cd.bat\"  \"a b\""),
        (" cd p", " cd p"),
        ("cd/d p", "cd/d p"),
        ("cd\tp", "cd\tp"),
        ("dir & cd p", "dir & cd p"),
        ("x one  two", "one-two-$"),
    ] {
        assert_eq!(macros.expand(typed), given, "{typed}");
    }
}
