//! Kyber-768 (90s) for programs that don't have it, like the conformance suite of the protocol.
//!
//! `kyber gen` prints `<public hex> <private hex>`; `kyber dec` reads `<ciphertext hex> <private hex>` from stdin and
//! prints the shared secret in hex. It calls the crate directly, so that it also checks what `crypto` makes of it.

use std::io::Read;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn main() -> Result<()> {
    match std::env::args().nth(1).as_deref() {
        Some("gen") => generate(),
        Some("dec") => decapsulate(),
        _ => Err("usage: kyber gen | kyber dec < \"<ciphertext hex> <private hex>\"".into()),
    }
}

fn generate() -> Result<()> {
    let mut seed = [0; 64];
    getrandom::getrandom(&mut seed).map_err(|_| "no random bytes")?;
    let pair = pqc_kyber_edit::derive(&seed).map_err(|error| format!("{error:?}"))?;
    println!("{} {}", hex(&pair.public), hex(&pair.secret));
    Ok(())
}

fn decapsulate() -> Result<()> {
    let mut input = String::new();
    std::io::stdin().read_to_string(&mut input)?;
    let (ciphertext, private) = input.trim().split_once(' ').ok_or("two words are expected")?;
    let shared = pqc_kyber_edit::decapsulate(&unhex(ciphertext)?, &unhex(private)?).map_err(|error| format!("{error:?}"))?;
    println!("{}", hex(&shared));
    Ok(())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Result<Vec<u8>> {
    let digits = text.as_bytes().chunks(2);
    digits.map(|pair| Ok(u8::from_str_radix(std::str::from_utf8(pair)?, 16)?)).collect()
}
