//! Writes what is generated from the error table: `pkg/src/generated/errors.ts` and `docs/errors.md`.
//! With `--check` it writes nothing and fails when one of them is out of date.

use std::fmt::Write as _;
use std::process::ExitCode;

use sentc_light_wasm::error::ALL_CODES;

type Make = fn() -> String;

const FILES: [(&str, Make); 2] = [("pkg/src/generated/errors.ts", typescript), ("docs/errors.md", markdown)];

fn main() -> ExitCode {
    let check = std::env::args().any(|argument| argument == "--check");
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    for (file, make) in FILES {
        let (path, text) = (root.join(file), make());
        if std::fs::read_to_string(&path).is_ok_and(|old| old == text) {
            continue;
        }
        if check {
            eprintln!("{file} is out of date: run `cargo run --example error_table`");
            return ExitCode::FAILURE;
        }
        if let Err(error) = std::fs::write(&path, text) {
            eprintln!("{file}: {error}");
            return ExitCode::FAILURE;
        }
        println!("{file} written");
    }
    ExitCode::SUCCESS
}

fn typescript() -> String {
    let mut out = String::from("// Generated from src/error/table.rs by `cargo run --example error_table`. Do not edit.\n\nexport const ERRORS = {\n");
    for code in ALL_CODES {
        let row = code.row();
        let _ =
            writeln!(out, "  {}: {{ status: {:?}, retryable: {}, message: {:?}, hint: {:?} }},", row.name, row.status(), row.retryable, row.message, row.hint);
    }
    out.push_str("} as const;\n\n/** A readable constant for what went wrong. */\nexport type SentcErrorCode = keyof typeof ERRORS;\n");
    out
}

fn markdown() -> String {
    let mut out = String::from(
        "# Errors\n\nEverything the SDK throws or rejects with is a `SentcError`. `code` is for reading, `status` for apps that match on it; \
         `retryable` says whether the same call may work later. A `status` of `server_…` is the service's own code.\n\n\
         <!-- Generated from src/error/table.rs by `cargo run --example error_table`. Do not edit. -->\n\n\
         | code | status | retryable | what it means | what to do |\n|---|---|---|---|---|\n",
    );
    for code in ALL_CODES {
        let row = code.row();
        let retryable = if row.retryable { "yes" } else { "no" };
        let _ = writeln!(out, "| `{}` | `{}` | {retryable} | {} | {} |", row.name, row.status(), row.message, row.hint);
    }
    out.push_str("\n`SERVER_ERROR` stands for codes of the service that this SDK does not know; its `status` is then the service's own.\n");
    out
}
