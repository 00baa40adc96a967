//! The signals that ask this process to stop: a thread hears them, so that there is time to end what was started.

use std::io;
use std::process::ExitCode;

/// Hears the signals as long as it exists. It sets a handler, not `SIG_IGN`: started programs would inherit that.
#[derive(Debug)]
pub struct Listening {
    #[cfg(unix)]
    handle: signal_hook::iterator::Handle,
}

#[cfg(unix)]
impl Listening {
    /// From now on SIGHUP, SIGINT, SIGQUIT and SIGTERM do nothing but call `heard`, with their number.
    pub fn start(heard: impl Fn(i32) + Send + 'static) -> io::Result<Listening> {
        use nix::libc::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
        let stop = [SIGHUP, SIGINT, SIGQUIT, SIGTERM];
        listeners::add(&stop)?;
        let signals = signal_hook::iterator::Signals::new(stop);
        let mut signals = signals.inspect_err(|_| listeners::remove())?;
        let handle = signals.handle();
        std::thread::spawn(move || signals.forever().for_each(heard));
        Ok(Listening { handle })
    }
}

#[cfg(unix)]
impl Drop for Listening {
    fn drop(&mut self) {
        self.handle.close();
        listeners::remove();
    }
}

/// signal-hook does not restore a signal's default action (documentation of its `unregister`): without this, a signal
/// that comes when nothing listens any more would be ignored.
#[cfg(unix)]
mod listeners {
    use std::io;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::sync::{Arc, Mutex, PoisonError};

    /// How many listeners there are, and a flag that is set while there are none. `None` before the first one.
    static COUNT: Mutex<(usize, Option<Arc<AtomicBool>>)> = Mutex::new((0, None));

    pub(super) fn add(signals: &[i32]) -> io::Result<()> {
        let mut count = COUNT.lock().unwrap_or_else(PoisonError::into_inner);
        if count.1.is_none() {
            let unheard = Arc::new(AtomicBool::new(false));
            for &signal in signals {
                signal_hook::flag::register_conditional_default(signal, unheard.clone())?;
            }
            count.1 = Some(unheard);
        }
        count.0 += 1;
        set(&count);
        Ok(())
    }

    pub(super) fn remove() {
        let mut count = COUNT.lock().unwrap_or_else(PoisonError::into_inner);
        count.0 -= 1;
        set(&count);
    }

    fn set(count: &(usize, Option<Arc<AtomicBool>>)) {
        if let Some(unheard) = &count.1 {
            unheard.store(count.0 == 0, Ordering::SeqCst);
        }
    }
}

#[cfg(windows)]
impl Listening {
    /// From now on Ctrl-C does nothing but call `heard`, with SIGINT's number. Works once in a process.
    pub fn start(heard: impl Fn(i32) + Send + 'static) -> io::Result<Listening> {
        const SIGINT: i32 = 2;
        ctrlc::set_handler(move || heard(SIGINT)).map_err(io::Error::other)?;
        Ok(Listening {})
    }
}

/// Ends this process by the signal, as if nothing had listened: so a shell's loop or script ends too. Returns the
/// exit status only where the system has no signals.
pub fn die_of(signal: i32) -> ExitCode {
    #[cfg(unix)]
    let _ = signal_hook::low_level::emulate_default_handler(signal);
    ExitCode::from(128 + u8::try_from(signal).unwrap_or_default())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use nix::sys::signal::{Signal, raise};
    use std::os::unix::process::ExitStatusExt;
    use std::process::Command;

    /// Set in the process that the test below starts.
    const IN_CHILD: &str = "VENVHOOK_TEST_SIGNALS";

    #[test]
    fn a_signal_is_heard_while_one_listens_and_ends_the_process_afterwards() {
        if std::env::var_os(IN_CHILD).is_some() {
            let (sender, receiver) = std::sync::mpsc::channel();
            let listening = Listening::start(move |signal| sender.send(signal).unwrap()).unwrap();
            raise(Signal::SIGTERM).unwrap();
            assert_eq!(receiver.recv(), Ok(Signal::SIGTERM as i32));
            drop(listening);
            raise(Signal::SIGINT).unwrap();
            panic!("SIGINT did not end this process");
        }
        let name =
            "system::signals::tests::a_signal_is_heard_while_one_listens_and_ends_the_process_afterwards";
        let mut command = Command::new(std::env::current_exe().unwrap());
        let output = command.args([name, "--exact"]).env(IN_CHILD, "1").output().unwrap();
        assert_eq!(output.status.signal(), Some(Signal::SIGINT as i32), "{output:?}");
    }
}
