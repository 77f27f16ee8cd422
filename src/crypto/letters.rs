//! Crockford's base32: the digits and letters of codes that people read and type, without I, L, O and U.

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The letter of a value; of one above 31, that of its lowest five bits.
pub fn letter(value: u8) -> char {
    ALPHABET.get(usize::from(value & 31)).map_or('0', |letter| char::from(*letter))
}

/// The letter as people mean it: in capitals, and a digit for what looks like one.
pub fn as_meant(letter: char) -> char {
    match letter.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        letter => letter,
    }
}

/// The value of a letter, as it was typed.
pub fn value(typed: char) -> Option<u8> {
    let meant = as_meant(typed);
    ALPHABET.iter().position(|letter| char::from(*letter) == meant).and_then(|place| u8::try_from(place).ok())
}
