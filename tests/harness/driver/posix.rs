//! What bash and zsh have in common: their drivers take these methods as they are.

/// The methods, for the inside of an `impl Driver`.
macro_rules! posix_words {
    () => {
        fn script(&self) -> &'static str {
            "activate"
        }

        fn quote(&self, text: &str) -> String {
            super::posix_quote(text)
        }

        fn set(&self, name: &str, value: &str) -> String {
            format!("{name}={}", self.quote(value))
        }

        fn export(&self, name: &str, value: &str) -> String {
            format!("export {name}={}", self.quote(value))
        }

        fn unset(&self, name: &str) -> String {
            format!("unset {name}")
        }

        fn append_path(&self, directory: &str) -> String {
            format!("PATH=$PATH:{}", self.quote(directory))
        }

        fn function(&self, name: &str, body: &str) -> String {
            format!("{name}() {{ {body}; }}")
        }

        fn alias(&self, name: &str, text: &str) -> String {
            format!("alias {name}={}", self.quote(text))
        }

        fn subshell(&self, command: &str) -> Option<String> {
            Some(format!("({command})"))
        }

        fn substitution(&self, command: &str) -> String {
            format!("echo \"$({command})\"")
        }

        fn print_status(&self) -> &'static str {
            "echo $?"
        }

        fn fail(&self, status: u8) -> String {
            format!("(exit {status})")
        }

        fn print_last_argument(&self) -> Option<&'static str> {
            Some("echo $_")
        }

        fn source_if_set(&self, name: &str) -> String {
            format!("[[ -z ${{{name}-}} ]] || . \"${name}\"")
        }

        fn edit_prompt(&self, prefix: &str) -> String {
            format!("PS1={}$PS1", self.quote(prefix))
        }
    };
}
pub(super) use posix_words;
