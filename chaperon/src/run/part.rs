//! Which part of a run falls to this process.

use crate::feed::Worker;
use crate::plan::Portion;

#[cfg_attr(not(feature = "cluster"), expect(dead_code, reason = "only nodes of a cluster do that"))]
/// Whom a run is made ready for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// This machine alone.
    Alone,
    /// A worker, who runs this portion of it.
    Of(Portion),
    /// Who has others run it, on so many cores in all.
    Lead {
        /// All of the workers'.
        cores: u32,
    },
}

impl Part {
    /// Its cores among all, of which there are so many on this machine if it is alone.
    pub(super) fn portion(self, alone: impl FnOnce() -> u32) -> Portion {
        match self {
            Self::Alone => Portion::whole(alone()),
            Self::Of(portion) => portion,
            Self::Lead { cores } => Portion { cores: 0, ..Portion::whole(cores) },
        }
    }

    /// Who is given rows of feeds, if sessions are run.
    pub(super) fn worker(self) -> Option<Worker> {
        match self {
            Self::Alone => Some(Worker::ALONE),
            Self::Of(Portion { worker, of_workers, .. }) => {
                Some(Worker { index: worker as usize, of: of_workers as usize })
            }
            Self::Lead { .. } => None,
        }
    }
}
