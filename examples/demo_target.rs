//! The demo target alone: `cargo run -p chaperon-examples --example demo_target -- 127.0.0.1:5000`.
//!
//! Without an address it takes a free port. On Ctrl-C it says what it served.

use std::error::Error;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::process::ExitCode;

use chaperon_examples::demo_target::DemoTarget;

fn main() -> ExitCode {
    match run_until_ctrl_c() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run_until_ctrl_c() -> Result<(), Box<dyn Error>> {
    let target = start(std::env::args().nth(1))?;
    writeln!(io::stdout(), "{}", target.url())?;
    writeln!(io::stdout(), "store at {}", target.store())?;
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(tokio::signal::ctrl_c())?;
    writeln!(io::stdout(), "{}", serde_json::to_string_pretty(&target.served())?)?;
    Ok(())
}

fn start(address: Option<String>) -> Result<DemoTarget, Box<dyn Error>> {
    let Some(text) = address else { return Ok(DemoTarget::start()?) };
    let address: SocketAddr = text
        .parse()
        .map_err(|_| format!("`{text}` is no address; write one like 127.0.0.1:5000"))?;
    Ok(DemoTarget::start_at(address).map_err(|error| format!("{address}: {error}"))?)
}
