//! Log lines of a session, through `tracing`, with the session's id, name and scenario.

/// Logs a line of this session, at a level of `tracing`.
#[doc(hidden)]
#[macro_export]
macro_rules! __log {
    ($level:ident, $session:expr, $($message:tt)+) => {{
        let session: &$crate::__private::Session = &*$session;
        $crate::__private::tracing::event!(
            target: "chaperon::session",
            $crate::__private::tracing::Level::$level,
            session = %session.id(),
            name = %session.name(),
            scenario = %session.scenario(),
            $($message)+
        );
    }};
}

/// Logs a line of this session for those who debug a scenario: `log_debug!(session, "got {x}")`.
#[macro_export]
macro_rules! log_debug {
    ($session:expr, $($message:tt)+) => { $crate::__log!(DEBUG, $session, $($message)+) };
}

/// Logs a line of this session: `log_info!(session, "finished after {n} rounds")`.
///
/// ```
/// use chaperon::prelude::*;
///
/// async fn finish(session: &mut Session, rounds: u32) -> Result {
///     log_info!(session, "finished after {rounds} rounds");
///     Ok(())
/// }
/// ```
#[macro_export]
macro_rules! log_info {
    ($session:expr, $($message:tt)+) => { $crate::__log!(INFO, $session, $($message)+) };
}

/// Logs a warning of this session: `log_warn!(session, "no cookie")`.
#[macro_export]
macro_rules! log_warn {
    ($session:expr, $($message:tt)+) => { $crate::__log!(WARN, $session, $($message)+) };
}

/// Logs an error of this session: `log_error!(session, "cannot go on: {error}")`.
#[macro_export]
macro_rules! log_error {
    ($session:expr, $($message:tt)+) => { $crate::__log!(ERROR, $session, $($message)+) };
}
