//! What a terminal makes of a shell's output: text for the eye, and answers to questions.

/// A cursor at the top left; nobody looks where it really is.
const CURSOR: &[u8] = b"\x1b[1;1R";
/// A VT220 without extras.
const ATTRIBUTES: &[u8] = b"\x1b[?62c";
const HEALTHY: &[u8] = b"\x1b[0n";

/// How much text is kept, as a terminal scrolls back so far only; bytes.
const KEPT: usize = 256 << 10;

/// A terminal that keeps plain text only, the last of it.
#[derive(Debug, Default)]
pub struct Terminal {
    text: Vec<u8>,
    /// The beginning of an escape sequence whose end is still to come.
    begun: Vec<u8>,
}

impl Terminal {
    /// Takes the shell's output. Returns what the terminal says in return.
    pub fn take(&mut self, output: &[u8]) -> Vec<u8> {
        let mut answers = Vec::new();
        for &byte in output {
            if self.begun.is_empty() {
                match byte {
                    0x1b => self.begun.push(byte),
                    b'\r' | b'\n' | b'\t' | b' '.. => self.text.push(byte),
                    _ => {}
                }
            } else {
                self.begun.push(byte);
                if is_whole(&self.begun) {
                    answers.extend_from_slice(answer(&self.begun));
                    self.begun.clear();
                }
            }
        }
        if self.text.len() > 2 * KEPT {
            self.text.drain(..self.text.len() - KEPT);
        }
        answers
    }

    /// The text since the last [`Terminal::clear`], without control characters but line ends.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.text).into_owned()
    }

    /// Forgets the text.
    pub fn clear(&mut self) {
        self.text.clear();
    }
}

/// Whether an escape sequence has its end (ECMA-48, sections 5.3 to 5.6).
fn is_whole(sequence: &[u8]) -> bool {
    let last = sequence[sequence.len() - 1];
    match sequence.get(1) {
        None => false,
        Some(b'[') => sequence.len() > 2 && (0x40..0x7f).contains(&last),
        // Strings: OSC, DCS, SOS, PM, APC. They end in ST, or as xterm has it in BEL.
        Some(b']' | b'P' | b'X' | b'^' | b'_') => {
            last == 0x07 || sequence.ends_with(b"\x1b\\") && sequence.len() > 3
        }
        Some(_) => (0x30..0x7f).contains(&last),
    }
}

/// fish 4 waits for its answer before the first prompt; others ask where the cursor is.
fn answer(sequence: &[u8]) -> &'static [u8] {
    match sequence {
        b"\x1b[6n" | b"\x1b[?6n" => CURSOR,
        b"\x1b[c" | b"\x1b[0c" => ATTRIBUTES,
        b"\x1b[5n" => HEALTHY,
        _ => b"",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_text_is_left_however_it_is_cut() {
        let output = b"\x1b]0;title\x07a\x1b[1;31mb\x1b(B\x1b[m c\x1bP+q436f\x1b\\\x1b]7;file://x\x1b\\d\x08\xc3\xa9\r\n\x1b=";
        for cut in 0..output.len() {
            let mut terminal = Terminal::default();
            terminal.take(&output[..cut]);
            terminal.take(&output[cut..]);
            assert_eq!(terminal.text(), "ab cdé\r\n", "cut at {cut}");
        }
    }

    #[test]
    fn the_last_text_is_kept() {
        let mut terminal = Terminal::default();
        for _ in 0..3 * KEPT {
            terminal.take(b"ab");
        }
        terminal.take(b"end");
        assert!(terminal.text().len() <= 2 * KEPT && terminal.text().ends_with("abend"));
    }

    #[test]
    fn questions_are_answered() {
        let mut terminal = Terminal::default();
        assert_eq!(terminal.take(b"x\x1b[6"), b"");
        assert_eq!(terminal.take(b"n\x1b[0c\x1b[>0q\x1b[?u"), [CURSOR, ATTRIBUTES].concat());
        assert_eq!(terminal.take(b"\x1b[c"), ATTRIBUTES);
    }
}
