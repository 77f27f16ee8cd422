//! Whether comparing secrets and checking tags takes longer for one input than for another: dudect (Reparaz, Balasch and
//! Verbauwhede, 2017), natively.
//!
//! ```sh
//! cargo run --release --example constant_time
//! ```
//!
//! Two classes of inputs, drawn in random order: one that a leaking comparison would leave at its first byte, one that it
//! would follow to its last. Welch's t-test over their times, without the slowest tenth (interrupts). |t| below 4.5 shows no
//! difference; a comparison that stops early, measured the same way, must show one, or the measurement is worth nothing.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stdout, reason = "a benchmark")]

use std::hint::black_box;
use std::time::Instant;

use sentc_light_wasm::crypto::{SecretKey, aead, hash_authentication_key, verify_hashed_authentication_key};

const THRESHOLD: f64 = 4.5;
const SAMPLES: usize = 400_000;

fn main() {
    let key = [7; 32];
    let secret = SecretKey::from(key);
    let hashed = hash_authentication_key(&secret);
    let sealed = aead::seal(&key, &[1; 64]).unwrap();

    // Wrong in the first byte, and in the last.
    let keys = [flipped(&key, 0), flipped(&key, 31)].map(|bytes| SecretKey::from_slice("key", &bytes).unwrap());
    let stored = [flipped(&hashed, 0), flipped(&hashed, 15)].map(|bytes| <[u8; 16]>::try_from(bytes).unwrap());
    let tags = [flipped(&sealed, sealed.len() - 16), flipped(&sealed, sealed.len() - 1)];
    let long = [flipped(&[7; 256], 0), flipped(&[7; 256], 255)];

    let results = [
        ("secret comparison (SecretKey)", measure(64, &keys, |key| black_box(&secret) == key)),
        ("hash of the auth key", measure(4, &stored, |hashed| verify_hashed_authentication_key(black_box(&key), hashed))),
        ("tag of AES-256-GCM", measure(1, &tags, |sealed| aead::open("tag", &key, sealed).is_ok())),
    ];
    let control = measure(64, &long, |other| early(black_box(&[7; 256]), other));

    let mut clear = true;
    for (what, t) in results {
        println!("{what:<32} |t| = {t:6.2}  {}", if t < THRESHOLD { "no difference" } else { "DIFFERENT" });
        clear &= t < THRESHOLD;
    }
    println!("{:<32} |t| = {control:6.2}  {}", "control: stops at a difference", if control > 10.0 { "seen" } else { "NOT SEEN" });
    std::process::exit(i32::from(!clear || control <= 10.0));
}

fn flipped(bytes: &[u8], at: usize) -> Vec<u8> {
    let mut changed = bytes.to_vec();
    changed[at] ^= 1;
    changed
}

fn early(a: &[u8], b: &[u8]) -> bool {
    for (a, b) in a.iter().zip(b) {
        if black_box(a) != black_box(b) {
            return false;
        }
    }
    true
}

/// Welch's |t| between the times of the two classes; `repeat` calls are one sample. Both are read from the same place in
/// memory: where something lies makes a difference, too.
fn measure<T: Clone>(repeat: u32, inputs: &[T; 2], mut call: impl FnMut(&T) -> bool) -> f64 {
    let mut place = inputs[0].clone();
    let mut random = 0x9e37_79b9_7f4a_7c15_u64;
    let mut samples = Vec::with_capacity(SAMPLES);
    for _ in 0..SAMPLES {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        let class = (random >> 33) as usize & 1;
        place.clone_from(&inputs[class]);
        let start = Instant::now();
        for _ in 0..repeat {
            black_box(call(black_box(&place)));
        }
        samples.push((class, start.elapsed().as_nanos() as f64));
    }
    let mut sorted: Vec<f64> = samples.iter().map(|(_, time)| *time).collect();
    sorted.sort_by(f64::total_cmp);
    let limit = sorted[SAMPLES * 9 / 10];
    let statistics = |class: usize| {
        let times: Vec<f64> = samples.iter().filter(|(of, time)| *of == class && *time <= limit).map(|(_, time)| *time).collect();
        let count = times.len() as f64;
        let mean = times.iter().sum::<f64>() / count;
        let variance = times.iter().map(|time| (time - mean).powi(2)).sum::<f64>() / (count - 1.0);
        (mean, variance / count)
    };
    let ((mean0, error0), (mean1, error1)) = (statistics(0), statistics(1));
    ((mean0 - mean1) / (error0 + error1).sqrt()).abs()
}
