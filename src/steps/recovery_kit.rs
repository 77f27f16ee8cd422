//! Recovery kits: a recovery kit is one more device of the account, whose identifier and password come out of 160 random
//! bits, which are printed or written down as a code.
//!
//! Version 1, fixed for good: kits must work for years. The code has eight groups of five letters of Crockford's base32
//! (which has no I, L, O and U): 20 bits of the secret in four, and a check. The letters are elements of GF(2^5) modulo
//! x^5 + x^2 + 1. The group with the number n (1 to 8) is right if Σ x^(k-1) · letter_k = n, k from 1 to 5 from right to left.
//! So a wrong letter, two letters in each other's place and a group in another's place are always found, and in which
//! group. The identifier is base64url of HKDF-SHA256(ikm = the 20 bytes, no salt, info = [`IDENTIFIER_INFO`], 16 bytes), the
//! password that with [`PASSWORD_INFO`] and 32 bytes, both without padding.

use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::crypto::letters::{letter, value};
use crate::crypto::{b64, random_secret};
use crate::error::{Code, Error, Result};

/// HKDF's info (RFC 5869) for the identifier.
pub const IDENTIFIER_INFO: &str = "sentc-light/recovery-kit/v1/identifier";
/// HKDF's info for the password.
pub const PASSWORD_INFO: &str = "sentc-light/recovery-kit/v1/password";

const SECRET_BYTES: usize = 20;
const GROUPS: u8 = 8;
/// Letters of a group that are part of the secret.
const LETTERS: u32 = 4;

/// What the kit's device logs in with.
pub struct Credentials {
    /// 22 characters.
    pub identifier: Zeroizing<String>,
    /// 43 characters.
    pub password: Zeroizing<String>,
}

/// A new code: 47 characters.
pub fn generate() -> Result<Zeroizing<String>> {
    Ok(write(&*random_secret::<SECRET_BYTES>()?))
}

/// What a code stands for. Case, spaces, dashes and invisible characters do not matter; O is read as 0, I and L as 1.
///
/// # Errors
/// RECOVERY_CODE, with the number of the group that is mistyped.
pub fn open(code: &str) -> Result<Credentials> {
    let secret = read(code).map_err(|group| Error::with(Code::RecoveryCode, format!("group {group} of 8 of the recovery code is mistyped")))?;
    Ok(Credentials { identifier: derive::<16>(&secret, IDENTIFIER_INFO)?, password: derive::<32>(&secret, PASSWORD_INFO)? })
}

fn derive<const N: usize>(secret: &[u8; SECRET_BYTES], info: &str) -> Result<Zeroizing<String>> {
    let mut bytes = Zeroizing::new([0; N]);
    Hkdf::<Sha256>::new(None, secret).expand(info.as_bytes(), bytes.as_mut_slice()).map_err(|_| Error::new(Code::Internal))?;
    Ok(Zeroizing::new(b64::encode_url(bytes.as_slice())))
}

/// One more letter into the sum of a group.
fn sum(sum: u8, letter: u8) -> u8 {
    let double = sum << 1;
    letter ^ if double & 0x20 == 0 { double } else { double ^ 0x25 }
}

fn write(secret: &[u8; SECRET_BYTES]) -> Zeroizing<String> {
    let mut code = Zeroizing::new(String::with_capacity(47));
    for (number, bits) in (1..=GROUPS).zip(groups(secret)) {
        if number > 1 {
            code.push('-');
        }
        let mut check = 0;
        for place in (0..LETTERS).rev() {
            let five = (bits >> (5 * place) & 31) as u8;
            check = sum(check, five);
            code.push(letter(five));
        }
        // What makes the whole sum the group's number.
        code.push(letter(sum(check, number)));
    }
    code
}

/// The secret in eight times 20 bits.
fn groups(secret: &[u8; SECRET_BYTES]) -> impl Iterator<Item = u32> {
    secret.chunks_exact(5).flat_map(|five| {
        let bits = five.iter().fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
        [(bits >> 20) as u32, bits as u32 & 0xf_ffff]
    })
}

/// The secret, or the number of the first group that is wrong.
fn read(code: &str) -> std::result::Result<Zeroizing<[u8; SECRET_BYTES]>, u8> {
    let mut letters = code.chars().filter(|c| !c.is_whitespace() && !is_between(*c)).map(value);
    let mut secret = Zeroizing::new([0; SECRET_BYTES]);
    let mut bits = Zeroizing::new(0_u64);
    for number in 1..=GROUPS {
        let mut check = 0;
        for place in 0..=LETTERS {
            let letter = letters.next().flatten().ok_or(number)?;
            check = sum(check, letter);
            if place < LETTERS {
                *bits = *bits << 5 | u64::from(letter);
            }
        }
        if check != number {
            return Err(number);
        }
        if number % 2 == 0 {
            let start = usize::from(number / 2 - 1) * 5;
            secret.iter_mut().skip(start).zip(bits.to_be_bytes().iter().skip(3)).take(5).for_each(|(byte, from)| *byte = *from);
            *bits = 0;
        }
    }
    if letters.next().is_some() { Err(GROUPS) } else { Ok(secret) }
}

/// Dashes of every kind, and characters without a shape that come along when a text is copied.
fn is_between(c: char) -> bool {
    matches!(c, '-' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2010}'..='\u{2015}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2212}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(hex: &str) -> [u8; 20] {
        let byte = |at: usize| u8::from_str_radix(hex.get(2 * at..2 * at + 2).unwrap(), 16).unwrap();
        std::array::from_fn(byte)
    }

    /// Computed with Python's hmac and hashlib by the text of RFC 5869, and with a multiplication in GF(2^5) bit by bit.
    const VECTORS: &[(&str, &str, &str, &str)] = &[
        (
            "0000000000000000000000000000000000000000",
            "00001-00002-00003-00004-00005-00006-00007-00008",
            "O3rKsWoKYV4OXIjhhrmAzA",
            "uMHeBi2H9YPJflT7LQjzalBaExte8TfMP_jJbdqRK48",
        ),
        (
            "ffffffffffffffffffffffffffffffffffffffff",
            "ZZZZC-ZZZZF-ZZZZE-ZZZZ9-ZZZZ8-ZZZZB-ZZZZA-ZZZZ5",
            "M4ATQ5lIgvBwwSeIgPKkTA",
            "2jepLJdTaNc0WlTzrE_o5Pq0nVzjZ-CP8dtrn9S3r0s",
        ),
        (
            "000102030405060708090a0b0c0d0e0f10111213",
            "000G4-40R4F-0M30Y-E209X-185GE-R38EY-1W81B-24GK1",
            "y3RNBwwEGcj_G5aB2xJhbg",
            "qpAFnWws1_4KSSYsu5FQNYzO1zvI6UWlOQv4ZVC4QEY",
        ),
        (
            "5dacdc51c7ec41df124f8cd28d44f58644d83e15",
            "BPPD9-RME7S-XH0X3-Y4JFB-HK985-TH7NN-GS2DE-GFGNQ",
            "uWnjEz0eYlgO3imfW5I1qw",
            "1MjE1BzDgjqXFDAzwPi9l8Pv17vn9LkVMogjyKZ2DqQ",
        ),
    ];

    #[test]
    fn the_written_vectors() {
        for (secret, code, identifier, password) in VECTORS {
            assert_eq!(write(&bytes(secret)).as_str(), *code);
            assert_eq!(*read(code).unwrap(), bytes(secret));
            let opened = open(code).unwrap();
            assert_eq!((opened.identifier.as_str(), opened.password.as_str()), (*identifier, *password));
        }
    }

    #[test]
    fn new_codes_are_read_as_they_are_typed() {
        for _ in 0..50 {
            let code = generate().unwrap();
            assert!(code.len() == 47 && code.split('-').all(|group| group.len() == 5), "{}", code.len());
            let secret = read(&code).unwrap();
            let typed = [
                code.to_ascii_lowercase(),
                code.replace('-', ""),
                code.replace('-', " \u{2013}\n"),
                code.replace('0', "o").replace('1', "l"),
                code.replace('1', "I"),
                format!("\u{feff}{}\u{200b} ", code.as_str()),
            ];
            for typed in typed {
                assert_eq!(read(&typed), Ok(secret.clone()), "{typed}");
            }
        }
        assert_ne!(generate().unwrap(), generate().unwrap());
    }

    /// Every wrong letter, every two letters of a group or side by side in each other's place, every two groups, and every
    /// letter that is missing or too many: found, and in the right group.
    #[test]
    fn mistakes_are_found_and_named() {
        let code = VECTORS[3].1;
        let letters: Vec<char> = code.chars().filter(|c| *c != '-').collect();
        let text = |letters: &[char]| letters.iter().collect::<String>();
        let group_of = |at: usize| u8::try_from(at / 5 + 1).unwrap();
        for at in 0..40 {
            for wrong in (0..32).map(letter).chain(['U', '!', 'ä', '0']).filter(|wrong| *wrong != letters[at]) {
                let mut typed = letters.clone();
                typed[at] = wrong;
                assert_eq!(read(&text(&typed)), Err(group_of(at)), "{at} {wrong}");
            }
            for other in at + 1..40 {
                let mut typed = letters.clone();
                typed.swap(at, other);
                if letters[at] != letters[other] && (group_of(at) == group_of(other) || other == at + 1) {
                    assert_eq!(read(&text(&typed)), Err(group_of(at)), "{at} {other}");
                }
            }
            let (before, after) = letters.split_at(at);
            // What follows moves up, and a group may be right by chance: one in 32.
            assert!(read(&text(&[before, &after[1..]].concat())).unwrap_err() >= group_of(at));
            assert!(read(&text(before)).is_err());
        }
        let groups: Vec<&str> = code.split('-').collect();
        for first in 0..8 {
            for second in first + 1..8 {
                let mut typed = groups.clone();
                typed.swap(first, second);
                assert_eq!(read(&typed.join("-")), Err(u8::try_from(first + 1).unwrap()));
            }
        }
        assert_eq!(read(&format!("{code}A")), Err(8));
        let error = open(&code.replace(groups[2], "AAAAA")).map(|_| ()).unwrap_err();
        assert_eq!((error.code, error.message()), (Code::RecoveryCode, "group 3 of 8 of the recovery code is mistyped"));
    }
}
