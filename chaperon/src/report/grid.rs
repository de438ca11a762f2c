//! Rows of a name and figures, in columns. A name that does not fit has a line of its own.

use crate::report::paint::Paint;
use crate::report::words::printable;

/// The least room that names are given.
const NAME: usize = 14;

/// How a row is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    Plain,
    Dim,
    Bad,
}

/// Rows under a header.
#[derive(Debug)]
pub(super) struct Grid {
    header: Vec<String>,
    rows: Vec<(Tone, String, Vec<String>)>,
}

impl Grid {
    /// A grid of these columns; the first is that of the names.
    pub(super) fn new(header: &[&str]) -> Self {
        Self { header: header.iter().map(|&title| title.to_owned()).collect(), rows: Vec::new() }
    }

    pub(super) fn row(&mut self, tone: Tone, name: String, cells: Vec<String>) {
        self.rows.push((tone, printable(&name), cells));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The lines, each indented by two.
    pub(super) fn lines(&self, layout: Layout, paint: Paint) -> Vec<String> {
        let columns = self.widths();
        let header = layout.line(&self.header[0], &self.header[1..], &columns);
        let mut lines = vec![paint.dim(&header)];
        for (tone, name, cells) in &self.rows {
            let painted = |text: String| match tone {
                Tone::Plain => text,
                Tone::Dim => paint.dim(&text),
                Tone::Bad => paint.bad(&text),
            };
            if len(name) <= layout.room {
                lines.push(painted(layout.line(name, cells, &columns)));
            } else {
                lines.push(painted(format!("  {name}")));
                lines.push(painted(layout.line("", cells, &columns)));
            }
        }
        lines
    }

    fn longest(&self) -> usize {
        let names = self.rows.iter().map(|(_, name, _)| len(name));
        names.chain([len(&self.header[0])]).max().unwrap_or_default()
    }

    fn figures(&self, gap: usize) -> usize {
        self.widths().iter().map(|column| column + gap).sum()
    }

    fn widths(&self) -> Vec<usize> {
        let rows = self.rows.iter().map(|(_, _, cells)| cells.as_slice());
        let all = std::iter::once(&self.header[1..]).chain(rows);
        all.fold(Vec::new(), |mut widths, cells| {
            widths.resize(widths.len().max(cells.len()), 0);
            widths.iter_mut().zip(cells).for_each(|(width, cell)| *width = len(cell).max(*width));
            widths
        })
    }
}

/// The room that names take, and the gap between figures.
#[derive(Debug, Clone, Copy)]
pub(super) struct Layout {
    room: usize,
    gap: usize,
}

impl Layout {
    /// One layout for several grids, in lines of at most `width`: figures move closer together
    /// where that lets every name stay on its line.
    pub(super) fn of<'a>(grids: impl Iterator<Item = &'a Grid> + Clone, width: usize) -> Self {
        let longest = grids.clone().map(Grid::longest).max().unwrap_or_default();
        let room = |gap| {
            let figures = grids.clone().map(|grid| grid.figures(gap)).max().unwrap_or_default();
            width.saturating_sub(2 + figures)
        };
        match [2, 1].into_iter().find(|gap| longest <= room(*gap)) {
            Some(gap) => Self { room: longest, gap },
            None => Self { room: room(1).max(NAME), gap: 1 },
        }
    }

    fn line(self, name: &str, cells: &[String], columns: &[usize]) -> String {
        let mut line = format!("  {name}{}", " ".repeat(self.room.saturating_sub(len(name))));
        for (cell, width) in cells.iter().zip(columns) {
            line.push_str(&" ".repeat(self.gap + width.saturating_sub(len(cell))));
            line.push_str(cell);
        }
        line.trim_end().to_owned()
    }
}

fn len(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid(names: &[&str]) -> Grid {
        let mut grid = Grid::new(&["metric", "count", "max"]);
        for name in names {
            grid.row(Tone::Plain, (*name).to_owned(), vec!["1,234".to_owned(), "12us".to_owned()]);
        }
        grid
    }

    fn shown(grid: &Grid, width: usize) -> Vec<String> {
        grid.lines(Layout::of([grid].into_iter(), width), Paint { colored: false })
    }

    #[test]
    fn a_name_takes_the_room_that_there_is() {
        let short = grid(&["get(/)"]);
        assert_eq!(shown(&short, 80), ["  metric  count   max", "  get(/)  1,234  12us"]);
        let long = grid(&["get(/a)", "get(/quite/long)"]);
        let closer = [
            "  metric           count  max",
            "  get(/a)          1,234 12us",
            "  get(/quite/long) 1,234 12us",
        ];
        assert_eq!(shown(&long, 29), closer);
        let own_line = [
            "  metric         count  max",
            "  get(/a)        1,234 12us",
            "  get(/quite/long)",
            "                 1,234 12us",
        ];
        assert_eq!(shown(&long, 27), own_line);
    }

    #[test]
    fn what_would_change_the_terminal_is_not_shown() {
        assert_eq!(shown(&grid(&["\x1b[2Jx"]), 80)[1], "   [2Jx   1,234  12us");
    }
}
