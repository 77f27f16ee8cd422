//! What the terminal shows and is asked for.

use std::io::{self, BufRead, IsTerminal, Write};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use comfy_table::{Table, presets};
use indicatif::{ProgressBar, ProgressStyle};
use qrcode::QrCode;
use qrcode::render::unicode::Dense1x2;

/// A text that is shown while it is typed.
pub fn ask(what: &str) -> io::Result<String> {
    if io::stdin().is_terminal() {
        print!("{what}: ");
        io::stdout().flush()?;
    }
    let mut line = String::new();
    if io::stdin().lock().read_line(&mut line)? == 0 {
        return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "nothing was typed"));
    }
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

/// A text that is not shown.
pub fn hidden(what: &str) -> io::Result<String> {
    if io::stdin().is_terminal() { rpassword::prompt_password(format!("{what}: ")) } else { ask(what) }
}

/// Waits, with a spinner.
pub async fn working<T>(what: &'static str, work: impl Future<Output = T>) -> T {
    let style = ProgressStyle::with_template("{spinner} {msg} {elapsed}").unwrap_or(ProgressStyle::default_spinner());
    let spinner = ProgressBar::new_spinner().with_style(style).with_message(what);
    spinner.enable_steady_tick(Duration::from_millis(80));
    let done = work.await;
    spinner.finish_and_clear();
    done
}

pub fn table(head: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> Table {
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED);
    if head.iter().any(|name| !name.is_empty()) {
        table.set_header(head);
    }
    table.add_rows(rows);
    table
}

/// Dark on light, whatever the terminal's colors are: authenticators need it.
pub fn show_qr(text: &str) -> Result<(), qrcode::types::QrError> {
    let code = QrCode::new(text)?.render::<Dense1x2>().build();
    for line in code.lines() {
        println!("\x1b[30;107m{line}\x1b[0m");
    }
    Ok(())
}

pub fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}

/// How long ago it was.
pub fn when(time_ms: u64) -> String {
    let seconds = now().saturating_sub(time_ms / 1000);
    match seconds {
        0..60 => "just now".into(),
        60..3_600 => format!("{} min ago", seconds / 60),
        3_600..86_400 => format!("{} h ago", seconds / 3_600),
        _ => format!("{} days ago", seconds / 86_400),
    }
}
