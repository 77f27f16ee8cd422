//! How much a password has to guess. The rules are those of `pkg/src/password/cover.ts`, where they are explained.
//! `tests/passwords.json` holds both to the same answers.

use zeroize::Zeroizing;

const COMMON_WORDS: &str = include_str!("common.txt");
/// Only this many characters are checked.
const LOOKED_AT: usize = 128;
/// In the order in which users read them.
pub(super) const IDENTIFIER: u8 = 1;
pub(super) const PERSONAL: u8 = 2;
pub(super) const COMMON: u8 = 4;
pub(super) const PATTERN: u8 = 8;

const ROWS: [&str; 14] = [
    "abcdefghijklmnopqrstuvwxyz",
    "0123456789",
    "1234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qwertzuiop",
    "yxcvbnm",
    "azertyuiop",
    "qsdfghjklm",
    "wxcvbn",
    "!@#$%^&*()",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "qazwsxedcrfvtgbyhnujm",
];
const SHORTEST: usize = 4;
const LONGEST: usize = 16;

/// What a password counts as, and what kinds of pieces make it so little.
#[derive(Clone, Copy)]
pub(super) struct Cover {
    pub counts: usize,
    pub kinds: u8,
}

/// `words`: those of the person, with their kinds.
pub(super) fn cover_of(password: &str, words: &[(String, u8)]) -> Cover {
    let common: Vec<&str> = COMMON_WORDS.split_whitespace().collect();
    let lower = Zeroizing::new(password.to_lowercase());
    let plain: Zeroizing<Vec<char>> = Zeroizing::new(lower.chars().take(LOOKED_AT).collect());
    let form = |one: char| Zeroizing::new(plain.iter().map(|c| letter(*c, one)).collect::<Vec<_>>());
    let (with_l, with_i) = (form('l'), form('i'));
    let forms = [&plain, &with_l, &with_i];
    // The best cut of the first so many characters.
    let mut best = vec![Cover { counts: usize::MAX, kinds: 0 }; plain.len() + 1];
    if let Some(none) = best.first_mut() {
        none.counts = 0;
    }
    for at in 0..plain.len() {
        let Some(before) = best.get(at).copied() else { break };
        let mut piece = |length: usize, counts: usize, kind: u8| {
            let counts = before.counts.saturating_add(counts);
            if let Some(after) = best.get_mut(at + length)
                && counts < after.counts
            {
                *after = Cover { counts, kinds: before.kinds | kind };
            }
        };
        let rest = plain.get(at..).unwrap_or_default();
        piece(1, 1, 0);
        found(
            &forms,
            at,
            3,
            LOOKED_AT,
            |text| words.iter().rev().find(|(word, _)| word == text).map(|(_, kind)| *kind),
            |length, kind| {
                piece(length, 1, kind);
            },
        );
        for length in 3..=run(rest) {
            piece(length, 2, PATTERN);
        }
        if is_year(rest) {
            piece(4, 2, PATTERN);
        }
        let is_common = |text: &str| common.binary_search(&text).is_ok().then_some(COMMON);
        found(&forms, at, SHORTEST, LONGEST, is_common, |length, kind| piece(length, 3, kind));
        for back in 1..=at {
            let earlier = plain.get(at - back..).unwrap_or_default();
            let length = rest.iter().zip(earlier).take_while(|(a, b)| a == b).count();
            for some in (if back == 1 { 2 } else { 3 })..=length {
                piece(some, 1, PATTERN);
            }
        }
    }
    best.last().copied().unwrap_or(Cover { counts: 0, kinds: 0 })
}

/// What begins at a place, in any of the forms, by length.
fn found(forms: &[&Zeroizing<Vec<char>>], at: usize, least: usize, most: usize, is: impl Fn(&str) -> Option<u8>, mut piece: impl FnMut(usize, u8)) {
    for length in least..=most {
        for form in forms {
            let Some(part) = form.get(at..at + length) else { return };
            let text: Zeroizing<String> = Zeroizing::new(part.iter().collect());
            if let Some(kind) = is(&text) {
                piece(length, kind);
            }
        }
    }
}

/// What people write for letters. `one`: what a 1 stands for.
fn letter(c: char, one: char) -> char {
    match c {
        '0' => 'o',
        '1' => one,
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        '!' => 'i',
        _ => c,
    }
}

/// How many neighbors a text begins with.
fn run(text: &[char]) -> usize {
    let Some(first) = text.first() else { return 0 };
    let length = |row: &mut dyn Iterator<Item = char>| {
        let from_first = row.skip_while(|c| c != first);
        from_first.zip(text).take_while(|(a, b)| a == *b).count()
    };
    ROWS.iter().map(|row| length(&mut row.chars()).max(length(&mut row.chars().rev()))).max().unwrap_or(0)
}

fn is_year(text: &[char]) -> bool {
    matches!(text, ['1', '9', a, b, ..] | ['2', '0', a, b, ..] if a.is_ascii_digit() && b.is_ascii_digit())
}
