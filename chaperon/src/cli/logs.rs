//! Log lines on the terminal.

use std::io::{self, Write};

use tracing::Level;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::prelude::*;

use super::screen::Screen;

/// Shows log lines of sessions and of the runtime, of this level and above, on the screen.
///
/// A program that has set up `tracing` itself keeps its own.
pub(super) fn show(level: Level, color: bool, screen: &Screen) {
    // What the client of an engine has to say is said in our words.
    let shown = Targets::new().with_default(level).with_target("async_nats", LevelFilter::OFF);
    let lines = tracing_subscriber::fmt::layer()
        .with_ansi(color)
        .with_target(false)
        .with_writer(screen.clone());
    let subscriber = tracing_subscriber::registry().with(lines.with_filter(shown));
    // Fails only where there is one.
    let _ = tracing::subscriber::set_global_default(subscriber);
}

impl<'a> MakeWriter<'a> for Screen {
    type Writer = Line<'a>;

    fn make_writer(&'a self) -> Line<'a> {
        Line { screen: self, text: Vec::new() }
    }
}

/// A log line, shown when it is complete.
pub(super) struct Line<'a> {
    screen: &'a Screen,
    text: Vec<u8>,
}

impl Write for Line<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.text.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Line<'_> {
    fn drop(&mut self) {
        self.screen.line(String::from_utf8_lossy(&self.text).trim_end());
    }
}
