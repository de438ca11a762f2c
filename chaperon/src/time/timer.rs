//! One timer of the kernel, for waits far shorter than the runtime's millisecond.

use std::time::Duration;

/// A timer that is exact to some microseconds; on systems without such timers, and when the system
/// gives none, it is a turn of the runtime, which has whoever waits ask again.
#[derive(Debug)]
pub(super) struct Timer(imp::Timer);

impl Timer {
    /// A timer of the runtime that it is made in.
    pub(super) fn new() -> Self {
        Self(imp::Timer::new())
    }

    /// Waits about this long; it may be less.
    pub(super) async fn wait(&self, wait: Duration) {
        if !self.0.wait(wait).await {
            tokio::task::yield_now().await;
        }
    }
}

#[cfg(target_os = "linux")]
mod imp {
    use std::os::fd::OwnedFd;
    use std::time::Duration;

    use rustix::time::{
        Itimerspec, TimerfdClockId, TimerfdFlags, TimerfdTimerFlags, Timespec, timerfd_create,
        timerfd_settime,
    };
    use tokio::io::Interest;
    use tokio::io::unix::AsyncFd;

    #[derive(Debug)]
    pub(super) struct Timer(Option<AsyncFd<OwnedFd>>);

    impl Timer {
        #[expect(deprecated, reason = "an owned descriptor keeps what its unsafe successor asks")]
        pub(super) fn new() -> Self {
            let flags = TimerfdFlags::CLOEXEC | TimerfdFlags::NONBLOCK;
            let timer = timerfd_create(TimerfdClockId::Monotonic, flags).ok();
            Self(timer.and_then(|timer| AsyncFd::with_interest(timer, Interest::READABLE).ok()))
        }

        /// Whether there was a timer to wait for.
        pub(super) async fn wait(&self, wait: Duration) -> bool {
            let Some(timer) = &self.0 else { return false };
            let none = Timespec { tv_sec: 0, tv_nsec: 0 };
            // Zero would switch the timer off.
            let Ok(value) = Timespec::try_from(wait.max(Duration::from_nanos(1))) else {
                return false;
            };
            let spec = Itimerspec { it_interval: none, it_value: value };
            if timerfd_settime(timer, TimerfdTimerFlags::empty(), &spec).is_err() {
                return false;
            }
            // Setting it anew takes back an expiry that nobody read.
            timer.readable().await.map(|mut ready| ready.clear_ready()).is_ok()
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod imp {
    use std::time::Duration;

    #[derive(Debug)]
    pub(super) struct Timer;

    impl Timer {
        pub(super) fn new() -> Self {
            Self
        }

        pub(super) async fn wait(&self, _: Duration) -> bool {
            false
        }
    }
}
