//! Programs that a task needs, and where Debian keeps them.

use std::path::Path;
use std::process::Command;

use crate::say;

/// A program, and the Debian package that holds it.
#[derive(Clone, Copy)]
pub(crate) struct Need {
    pub(crate) program: &'static str,
    pub(crate) package: &'static str,
}

/// Where Debian keeps servers, which is not in every user's `PATH`.
const SERVERS: &str = "/usr/sbin:/sbin:/usr/local/sbin";

/// Installs what is missing, or says what to type.
pub(crate) fn provide(needs: &[Need]) -> Result<(), String> {
    let missing: Vec<Need> = needs.iter().copied().filter(|need| !is_here(need.program)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let Some(installer) = Installer::of_this_machine() else { return Err(by_hand(&missing)) };
    let packages: Vec<&str> = missing.iter().map(|need| need.package).collect();
    say(&format!("installing {}", packages.join(" ")));
    // A fresh machine has no package lists; so they are fetched before the second try.
    let installed = installer.install(&packages)
        || (installer.apt_get(&["update"]) && installer.install(&packages));
    if installed && missing.iter().all(|need| is_here(need.program)) {
        return Ok(());
    }
    Err(by_hand(&missing))
}

fn by_hand(missing: &[Need]) -> String {
    let programs: Vec<String> = missing.iter().map(|need| format!("`{}`", need.program)).collect();
    let packages: Vec<&str> = missing.iter().map(|need| need.package).collect();
    format!(
        "{} not found. On Debian, type:\n\n    sudo apt-get install -y {}",
        programs.join(" and "),
        packages.join(" ")
    )
}

fn is_here(program: &str) -> bool {
    let path = std::env::var("PATH").unwrap_or_default();
    path.split(':')
        .chain(SERVERS.split(':'))
        .any(|folder| Path::new(folder).join(program).is_file())
}

/// For `env`, as `sudo` lets no variables through: a package asks nothing, and starts no service,
/// since tests start what they need themselves.
const SETTINGS: [&str; 3] = ["DEBIAN_FRONTEND=noninteractive", "SYSTEMD_OFFLINE=1", "RUNLEVEL=1"];

/// `apt-get` with the right to install: as root, or by a `sudo` that does not ask.
struct Installer {
    words: &'static [&'static str],
}

impl Installer {
    fn of_this_machine() -> Option<Self> {
        if !is_here("apt-get") {
            return None;
        }
        if rustix::process::geteuid().is_root() {
            return Some(Self { words: &["env"] });
        }
        let sudo = is_here("sudo")
            && Command::new("sudo").args(["-n", "true"]).output().is_ok_and(|o| o.status.success());
        sudo.then_some(Self { words: &["sudo", "-n", "env"] })
    }

    fn install(&self, packages: &[&str]) -> bool {
        let install = ["install", "-y", "--no-install-recommends"];
        self.apt_get(&[&install, packages].concat())
    }

    fn apt_get(&self, arguments: &[&str]) -> bool {
        let [program, rest @ ..] = self.words else { return false };
        Command::new(program)
            .args(rest)
            .args(SETTINGS)
            .arg("apt-get")
            .args(arguments)
            .status()
            .is_ok_and(|status| status.success())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_named_with_the_line_to_type() {
        let missing = [
            Need { program: "nginx", package: "nginx-light" },
            Need { program: "wrk", package: "wrk" },
        ];
        assert_eq!(
            by_hand(&missing),
            "`nginx` and `wrk` not found. On Debian, type:\n\n    \
             sudo apt-get install -y nginx-light wrk"
        );
    }

    #[test]
    fn a_program_is_found_where_it_is_and_only_there() {
        assert!(is_here("sh"));
        assert!(!is_here("no-such-program"));
    }
}
