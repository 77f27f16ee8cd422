//! The fuzz targets of `fuzz/` on stable Rust: every file of the corpus, and then as many inputs as SENTC_FUZZ_INPUTS says
//! (for all targets together), made from the corpus by a seeded generator. SENTC_FUZZ_SEED repeats a run.

#![cfg(feature = "fuzzing")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test that panics has failed")]

mod properties;
#[path = "../../../fuzz/src/lib.rs"]
mod targets;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use targets::{TARGETS, Target};

fn corpus(name: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(name);
    let mut paths: Vec<_> =
        std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())).map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(!paths.is_empty(), "{}", folder.display());
    paths.into_iter().map(|path| std::fs::read(path).unwrap()).collect()
}

/// A failure says the input, to be put into the corpus.
fn run(name: &str, target: Target, input: &[u8]) {
    if let Err(cause) = catch_unwind(AssertUnwindSafe(|| target(input))) {
        eprintln!("{name} failed with this input (hex): {}", hex::encode(input));
        std::panic::resume_unwind(cause);
    }
}

#[test]
fn every_file_of_the_corpus() {
    for (name, target) in TARGETS {
        for input in corpus(name) {
            run(name, *target, &input);
        }
    }
}

#[test]
fn generated_inputs() {
    let number = |name: &str, default: u64| std::env::var(name).map_or(default, |text| text.parse().unwrap_or_else(|_| panic!("{name} is no number: {text}")));
    let (inputs, seed) = (number("SENTC_FUZZ_INPUTS", 22_000), number("SENTC_FUZZ_SEED", 1));
    // Where every input costs curve and lattice arithmetic, a fortieth of the others' number.
    let weight = |name: &str| if name == "ciphertexts" { 1 } else { 40 };
    let weights: u64 = TARGETS.iter().map(|(name, _)| weight(name)).sum();
    let all: Vec<(&str, Target, u64)> = TARGETS.iter().map(|(name, target)| (*name, *target, inputs * weight(name) / weights + 1)).collect();
    std::thread::scope(|scope| {
        for (at, (name, target, count)) in (0..).zip(all) {
            scope.spawn(move || {
                let mut generator = Generator { state: (seed << 8 | at).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1, corpus: corpus(name) };
                for _ in 0..count {
                    run(name, target, &generator.input());
                }
            });
        }
    });
    println!("{inputs} inputs, seed {seed}");
}

/// What readers trip over.
const WORDS: &[&[u8]] = &[
    b"{",
    b"}",
    b"[",
    b"]",
    b"\"",
    b"\\",
    b"\\u0000",
    b"\\ud83d",
    b"\\ud83d\\ude00",
    b"\\n",
    b"\0",
    b"\r\n",
    b" ",
    b",",
    b":",
    b"null",
    b"true",
    b"false",
    b"-",
    b"0",
    b"-0",
    b"1e999",
    b"1.5",
    b"9007199254740993",
    b"9223372036854775808",
    b"-9223372036854775809",
    b"\xf0\x9f\x94\x91",
    b"\xc0\x80",
    b"\xed\xa0\x80",
    b"\xef\xbb\xbf",
    b"=",
    b"==",
    b".",
    b"..",
    b"-----",
    b"-----BEGIN PUBLIC KEY-----\n",
    b"\n-----END PUBLIC KEY-----\n",
    b"__proto__",
    b"\"status\":true",
    b"\"status\":false",
    b"\"result\":",
    b"\"err_code\":",
    b"\"x\":",
    b"\"k\":",
    b"&",
    b"?",
    b"%",
    b"%00",
    b"secret=",
    b"digits=8",
    b"eyJhbGciOiJub25lIn0",
];

/// xorshift64: the same inputs everywhere.
struct Generator {
    state: u64,
    corpus: Vec<Vec<u8>>,
}

impl Generator {
    fn next(&mut self) -> u64 {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        self.state
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }

    fn input(&mut self) -> Vec<u8> {
        if self.below(50) == 0 {
            let length = self.below(2000);
            return (0..length).map(|_| self.next() as u8).collect();
        }
        let at = self.below(self.corpus.len());
        let mut input = self.corpus[at].clone();
        for _ in 0..=self.below(5) {
            self.change(&mut input);
        }
        input
    }

    fn change(&mut self, input: &mut Vec<u8>) {
        let at = self.below(input.len() + 1);
        let end = (at + self.below(16)).min(input.len());
        match self.below(9) {
            0 if at < input.len() => input[at] ^= 1 << self.below(8),
            1 if at < input.len() => input[at] = self.next() as u8,
            2 => drop(input.drain(at..end)),
            3 => input.truncate(at),
            4 => input.splice(at..at, WORDS[self.below(WORDS.len())].iter().copied()).for_each(drop),
            5 => input.splice(at..end, WORDS[self.below(WORDS.len())].iter().copied()).for_each(drop),
            6 => {
                let again = input[at..end].repeat(1 + self.below(60));
                input.splice(at..at, again).for_each(drop);
            }
            7 => {
                // the beginning of this and the end of another
                let other = self.below(self.corpus.len());
                let tail = self.below(self.corpus[other].len() + 1);
                input.truncate(at);
                input.extend_from_slice(&self.corpus[other][tail..]);
            }
            _ => {
                let other = self.below(self.corpus.len());
                let inner = self.corpus[other].clone();
                input.splice(at..at, inner).for_each(drop);
            }
        }
        input.truncate(8 << 10);
    }
}
