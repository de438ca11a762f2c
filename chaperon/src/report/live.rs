//! A run as it goes on: bars on a terminal, or plain lines elsewhere.

use std::fmt;
use std::io::Write;
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::event::Event;
use crate::report::grid::Layout;
use crate::report::paint::Paint;
use crate::report::progress::Progress;
use crate::report::words;

/// Seconds between two groups of plain lines.
const EVERY: u64 = 5;
/// Characters of a line of a live view.
const WIDTH: usize = 80;

/// A live view: give it every event of the run.
pub struct Live {
    view: View,
    progress: Progress,
    paint: Paint,
}

enum View {
    Lines { to: Box<dyn Write + Send>, shown: u64 },
    Bars(Bars),
}

struct Bars {
    all: MultiProgress,
    head: ProgressBar,
    rows: Vec<ProgressBar>,
}

impl Live {
    /// Writes plain lines every few seconds. An error of writing is ignored: the run goes on.
    pub fn lines(to: Box<dyn Write + Send>) -> Self {
        Self::of(View::Lines { to, shown: 0 }, false)
    }

    /// Draws bars on the terminal that stderr is.
    pub fn on_terminal(colored: bool) -> Self {
        let all = MultiProgress::with_draw_target(ProgressDrawTarget::stderr());
        let paint = Paint { colored };
        let head = all.add(ProgressBar::no_length().with_style(head_style(paint)));
        Self::of(View::Bars(Bars { all, head, rows: Vec::new() }), colored)
    }

    fn of(view: View, colored: bool) -> Self {
        Self { view, progress: Progress::default(), paint: Paint { colored } }
    }

    /// Shows what the event tells.
    pub fn on(&mut self, event: &Event) {
        match event {
            Event::Started(started) => {
                self.progress = Progress::new(started);
                self.show(false);
            }
            Event::Frame { second, snapshot, .. } => {
                let whole = self.progress.frame(*second, snapshot);
                if whole {
                    self.show(false);
                }
            }
            Event::SettingUp { field, name } => self.line(&format!("{field}: {name}")),
            Event::Shown(line) => self.line(line),
            Event::Blocked { core, scenario, since } => {
                let since = words::duration(*since);
                let text = format!("core {core} is blocked by `{scenario}` for {since}");
                self.line(&self.paint.warn(&text));
            }
            Event::Steered { steering, .. } => self.line(&format!("from now on: {steering}")),
            Event::Stopping { ending, grace } => {
                let grace = words::duration(*grace);
                self.line(&format!("{ending}: what is under way has {grace} to come to its end"));
            }
            Event::Ended => self.end(),
            _ => {}
        }
    }

    /// Writes a line above the bars, or among the lines.
    pub fn line(&mut self, line: &str) {
        match &mut self.view {
            // What cannot be shown is not worth the run.
            View::Lines { to, .. } => drop(writeln!(to, "{line}")),
            View::Bars(bars) => drop(bars.all.println(line)),
        }
    }

    fn show(&mut self, last: bool) {
        let progress = &self.progress;
        match &mut self.view {
            View::Bars(bars) => bars.draw(progress, self.paint),
            View::Lines { to, shown } => {
                if last || progress.second >= *shown + EVERY {
                    *shown = progress.second;
                    let elapsed = progress.elapsed();
                    for line in progress.lines() {
                        // What cannot be shown is not worth the run.
                        let _ = writeln!(to, "{elapsed}  {line}");
                    }
                }
            }
        }
    }

    fn end(&mut self) {
        self.progress.end();
        self.show(true);
        if let View::Bars(bars) = &self.view {
            // A bar that is dropped unfinished would be drawn once more.
            bars.rows.iter().chain([&bars.head]).for_each(ProgressBar::finish_and_clear);
        }
    }
}

impl Bars {
    fn draw(&mut self, progress: &Progress, paint: Paint) {
        self.head.set_prefix(progress.load_test.clone());
        self.head.set_message(progress.elapsed());
        if let Some((done, all)) = how_far(progress) {
            self.head.set_length(all);
            self.head.set_position(done.min(all));
        }
        let grid = progress.grid();
        let lines = grid.lines(Layout::of([&grid].into_iter(), WIDTH), paint);
        while self.rows.len() < lines.len() {
            let row = ProgressBar::no_length().with_style(row_style());
            self.rows.push(self.all.add(row));
        }
        for (row, line) in self.rows.iter().zip(lines) {
            row.set_message(line);
        }
    }
}

/// Seconds of the planned duration, or sessions of the planned ones.
fn how_far(progress: &Progress) -> Option<(u64, u64)> {
    let whole = |duration: Duration| duration.as_secs().max(1);
    let seconds = progress.duration.map(|planned| (progress.second, whole(planned)));
    seconds.or_else(|| progress.sessions())
}

fn head_style(paint: Paint) -> ProgressStyle {
    let template = if paint.colored {
        "{prefix:.bold}  {bar:30.cyan/dim}  {msg}"
    } else {
        "{prefix}  {bar:30}  {msg}"
    };
    let style = ProgressStyle::with_template(template);
    style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("━╸─")
}

fn row_style() -> ProgressStyle {
    ProgressStyle::with_template("{msg}").unwrap_or_else(|_| ProgressStyle::default_bar())
}

impl fmt::Debug for Live {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Live").field("progress", &self.progress).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::{Arc, Mutex};

    use super::*;
    use crate::event::{Ending, Planned, Started};
    use crate::metrics::{MetricsOptions, Recorder, Scope, SessionEvent};

    /// What was written, to look at.
    #[derive(Clone, Default)]
    struct Screen(Arc<Mutex<Vec<u8>>>);

    impl Write for Screen {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn events() -> Vec<Event> {
        let entry = Planned { scenario: "browse".into(), sessions: Some(7), duration: None };
        let started = Started {
            load_test: "Shop".into(),
            cores: 1,
            seed: 7,
            duration: Some(Duration::from_secs(60)),
            entries: vec![entry],
        };
        let recorder = Recorder::new(MetricsOptions::default());
        let scope = recorder.scope(&Scope::of("browse"));
        let frames = (1..=7).map(|second| {
            recorder.record(recorder.intern_http(scope, "get", "/"), Duration::from_millis(second));
            recorder.session(scope, SessionEvent::Started);
            Event::Frame { core: 0, second, snapshot: Box::new(recorder.take()) }
        });
        let stopping = Event::Stopping { ending: Ending::Signal(2), grace: Duration::from_secs(5) };
        std::iter::once(Event::Started(started))
            .chain(frames)
            .chain([stopping, Event::Ended])
            .collect()
    }

    #[test]
    fn plain_lines_come_every_few_seconds_and_at_the_end() {
        let screen = Screen::default();
        let mut live = Live::lines(Box::new(screen.clone()));
        events().iter().for_each(|event| live.on(event));
        let text = String::from_utf8(screen.0.lock().unwrap().clone()).unwrap();
        let expected = "\
            0:05 of 1:00  browse: 5 running, 0 ended, 1/s, p50 5.00ms, p99 5.00ms\n\
            stopped by SIGINT: what is under way has 5s to come to its end\n\
            0:07 of 1:00  browse: 7 running, 0 ended\n";
        assert_eq!(text, expected);
    }
}
