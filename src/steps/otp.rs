//! TOTP on the client (RFC 6238): the otpauth URL for authenticators, its QR code, and checking a code.
//!
//! Parameters are fixed: SHA-256, 6 digits, 30 seconds.

use qrcodegen::{QrCode, QrCodeEcc, QrSegment};
use subtle::ConstantTimeEq;
use totp_rs::{Algorithm, Secret, TOTP};

use super::path::percent_encode;
use super::typed;
use crate::error::{Code, Error, Result};

const DIGITS: usize = 6;
const PERIOD: u64 = 30;
/// Codes of one step before and after count too.
const SKEW: u8 = 1;
/// White modules around a QR code (ISO/IEC 18004).
const QUIET_ZONE: i32 = 4;

/// `otpauth://totp/<issuer>:<audience>?secret=…&issuer=…&algorithm=SHA256&digits=6&period=30`, percent-encoded.
pub fn url(issuer: &str, audience: &str, secret: &str) -> String {
    let (issuer, audience, secret) = (percent_encode(issuer), percent_encode(audience), percent_encode(secret));
    format!("otpauth://totp/{issuer}:{audience}?secret={secret}&issuer={issuer}&algorithm=SHA256&digits={DIGITS}&period={PERIOD}")
}

/// The code of an otpauth URL at this time (Unix seconds): what an authenticator shows.
///
/// ```
/// use sentc_light_wasm::otp;
///
/// let url = otp::url("Example", "ada", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZA");
/// assert_eq!(otp::code(&url, 1_234_567_890)?, "819424");
/// # Ok::<_, sentc_light_wasm::Error>(())
/// ```
///
/// # Errors
/// INVALID_ARGUMENT for what is no otpauth URL of this kind.
pub fn code(url: &str, now: u64) -> Result<String> {
    Ok(read_url(url)?.generate(now))
}

/// Checks a code, as it was typed, against an otpauth URL at this time (Unix seconds), give or take one step.
pub fn check(url: &str, token: &str, now: u64) -> Result<bool> {
    check_code(url, &typed::code(token), now)
}

/// [`check`] for a code of ASCII digits. The npm package calls it: its TypeScript has cleaned the code, with tables that browsers have.
#[doc(hidden)]
pub fn check_code(url: &str, code: &str, now: u64) -> Result<bool> {
    Ok(fits(&read_url(url)?, code, now))
}

/// Whether this is the code of the step at `now`, or of the one before or after. (totp-rs' own check subtracts without
/// looking, which goes wrong in the first half minute of 1970.)
fn fits(totp: &TOTP, token: &str, now: u64) -> bool {
    let skew = u64::from(SKEW) * PERIOD;
    let is = |time: u64| totp.generate(time).as_bytes().ct_eq(token.as_bytes());
    (is(now.saturating_sub(skew)) | is(now) | is(now.saturating_add(skew))).into()
}

/// Why a code is not the right one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// Not a code of this secret.
    Wrong,
    /// Right with SHA-1: the authenticator ignores the algorithm that the URL names.
    Sha1,
    /// Right for another time: the authenticator's clock is ahead by so many seconds (behind, where negative).
    Clock(i64),
}

/// How far a clock may be wrong to be recognized, in seconds.
const CLOCK_SEARCH: u64 = 600;

/// Finds out why a code is wrong; `None` if it is right.
pub fn problem(url: &str, token: &str, now: u64) -> Result<Option<Problem>> {
    problem_of_code(url, &typed::code(token), now)
}

/// [`problem`] for a code of ASCII digits.
#[doc(hidden)]
pub fn problem_of_code(url: &str, token: &str, now: u64) -> Result<Option<Problem>> {
    let totp = read_url(url)?;
    if fits(&totp, token, now) {
        return Ok(None);
    }
    let is = |totp: &TOTP, time: u64| bool::from(totp.generate(time).as_bytes().ct_eq(token.as_bytes()));
    let mut sha1 = totp.clone();
    sha1.algorithm = Algorithm::SHA1;
    if fits(&sha1, token, now) {
        return Ok(Some(Problem::Sha1));
    }
    for distance in (PERIOD..=CLOCK_SEARCH).step_by(30) {
        let seconds = i64::try_from(distance).unwrap_or_default();
        if is(&totp, now.saturating_add(distance)) {
            return Ok(Some(Problem::Clock(seconds)));
        }
        if is(&totp, now.saturating_sub(distance)) {
            return Ok(Some(Problem::Clock(-seconds)));
        }
    }
    Ok(Some(Problem::Wrong))
}

/// The TOTP of an otpauth URL, as [`url`] or an authenticator writes it: scheme, names and values in either case, the secret with or
/// without padding and the spaces that authenticators show in it.
///
/// # Errors
/// INVALID_ARGUMENT for anything else.
#[doc(hidden)]
pub fn read_url(url: &str) -> Result<TOTP> {
    const START: &str = "otpauth://totp/";
    let invalid = |reason: &'static str| Error::with(Code::InvalidArgument, format!("url must be an otpauth URL: {reason}"));
    let query = url.trim().split_at_checked(START.len()).filter(|(start, _)| start.eq_ignore_ascii_case(START));
    let query = query.and_then(|(_, rest)| rest.split_once('?')).ok_or(invalid("otpauth://totp/…?secret=…"))?.1;
    let field = |name: &str| query.split('&').find_map(|pair| pair.split_once('=').filter(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value));
    for (name, expected) in [("algorithm", "SHA256"), ("digits", "6"), ("period", "30")] {
        if field(name).is_some_and(|value| !value.eq_ignore_ascii_case(expected)) {
            return Err(invalid("expected SHA256, 6 digits and 30 seconds"));
        }
    }
    let secret = field("secret").ok_or(invalid("it has no secret"))?;
    let secret = secret.split("%20").flat_map(str::chars).filter(|c| !matches!(c, ' ' | '+' | '-')).map(|c| c.to_ascii_uppercase()).collect::<String>();
    let secret = secret.trim_end_matches("%3D").trim_end_matches('=').to_owned();
    let bytes = Secret::Encoded(secret).to_bytes().map_err(|_| invalid("its secret is not base32"))?;
    TOTP::new(Algorithm::SHA256, DIGITS, SKEW, PERIOD, bytes).map_err(|_| invalid("its secret is too short"))
}

/// A QR code as an SVG text of its own size 1 × 1 module, black on white, with its quiet zone and a name for screen readers. Up to some
/// 2900 bytes.
pub fn qr_svg(text: &str) -> Result<String> {
    // Device outputs have about 2 KB: the least error correction keeps their modules large enough to scan.
    let level = if text.len() > 400 { QrCodeEcc::Low } else { QrCodeEcc::Medium };
    let code = QrCode::encode_segments(&[QrSegment::make_bytes(text.as_bytes())], level)
        .map_err(|_| Error::with(Code::InvalidArgument, "text is too long for a QR code (2900 bytes)"))?;
    let size = code.size() + 2 * QUIET_ZONE;
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let start = x;
            while code.get_module(x, y) {
                x += 1;
            }
            if x > start {
                path.push_str(&format!("M{},{}h{}v1h-{}z", start + QUIET_ZONE, y + QUIET_ZONE, x - start, x - start));
            }
            x += 1;
        }
    }
    Ok(format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" shape-rendering="crispEdges" role="img" aria-label="QR code"><path fill="#fff" d="M0,0h{size}v{size}h-{size}z"/><path fill="#000" d="{path}"/></svg>"##
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B: the seed for SHA-256 is 32 bytes of "1234567890…"; the codes' last six digits.
    const SEED: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZA";

    #[test]
    fn rfc_6238_codes() {
        let url = url("i", "a", SEED);
        for (time, code) in [(59, "119246"), (1_111_111_109, "084774"), (1_111_111_111, "062674"), (1_234_567_890, "819424"), (2_000_000_000, "698825")] {
            assert_eq!(super::code(&url, time).unwrap(), code);
            assert!(check(&url, code, time).unwrap(), "{time}");
            assert!(check(&url, &format!(" {code}\n"), time).unwrap());
            let persian: String = code.chars().map(|c| char::from_u32(c as u32 - 0x30 + 0x6f0).unwrap()).collect();
            assert!(check(&url, &format!("\u{2068}{persian}\u{2069}"), time).unwrap());
            assert!(check(&url, code, time + 30).unwrap());
            assert!(!check(&url, code, time + 90).unwrap());
        }
        for token in ["", "12345", "abcdef", "1234567"] {
            assert!(!check(&url, token, 59).unwrap());
        }
    }

    #[test]
    fn what_is_wrong_with_a_code() {
        let url = url("i", "a", SEED);
        let code = |algorithm, time| {
            let mut totp = read_url(&url).unwrap();
            totp.algorithm = algorithm;
            totp.generate(time)
        };
        let now = 1_234_567_890;
        let problem = |token: &str| problem(&url, token, now).unwrap();
        assert_eq!(problem(&code(Algorithm::SHA256, now)), None);
        assert_eq!(problem(&code(Algorithm::SHA1, now)), Some(Problem::Sha1));
        assert_eq!(problem(&code(Algorithm::SHA256, now + 90)), Some(Problem::Clock(90)));
        assert_eq!(problem(&code(Algorithm::SHA256, now - 300)), Some(Problem::Clock(-300)));
        assert_eq!(problem(&code(Algorithm::SHA256, now + 3600)), Some(Problem::Wrong));
        assert_eq!(problem("12"), Some(Problem::Wrong));
    }

    #[test]
    fn urls_are_encoded_and_checked() {
        assert_eq!(
            url("My App & Co", "a:b@c.d", "ABC"),
            "otpauth://totp/My%20App%20%26%20Co:a%3Ab%40c.d?secret=ABC&issuer=My%20App%20%26%20Co&algorithm=SHA256&digits=6&period=30"
        );
        let at = |url: &str| check(url, "819424", 1_234_567_890);
        let lower = SEED.to_ascii_lowercase();
        for good in [
            format!("OTPAUTH://TOTP/a?SECRET={lower}&algorithm=sha256"),
            format!("otpauth://totp/Example%3Aada?secret={SEED}====&algorithm=Sha256&digits=6"),
            format!("otpauth://totp/Example:ada?issuer=Example&secret={SEED}%3D%3D%3D%3D"),
            format!(" otpauth://totp/?secret={}+\n", lower.replace("gez", "%20gez-")),
        ] {
            assert!(at(&good).unwrap(), "{good}");
        }
        for bad in
            ["", "https://x", "otpauth://totp/a:b", "otpauth://totp/a:b?secret=!!", "otpauth://totp/a:b?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&digits=8"]
        {
            assert_eq!(check(bad, "000000", 0).unwrap_err().code, Code::InvalidArgument, "{bad}");
        }
    }

    /// The picture shows the code's modules, each at its place, and nothing else.
    #[test]
    fn a_picture_of_the_code() {
        for (text, level) in [("hello".to_owned(), QrCodeEcc::Medium), ("x".repeat(400), QrCodeEcc::Medium), ("x".repeat(401), QrCodeEcc::Low)] {
            let svg = qr_svg(&text).unwrap();
            let code = QrCode::encode_segments(&[QrSegment::make_bytes(text.as_bytes())], level).unwrap();
            let size = code.size() + 8;
            assert!(svg.contains(r#" role="img" aria-label="QR code">"#));
            assert!(svg.contains(&format!(r#"viewBox="0 0 {size} {size}""#)) && svg.contains(&format!(r##"fill="#fff" d="M0,0h{size}v{size}h-{size}z""##)));
            let path = svg.rsplit_once(r#"d=""#).unwrap().1.split_once('"').unwrap().0;
            let mut drawn = std::collections::BTreeSet::new();
            for rectangle in path.split_terminator('z') {
                let (place, width) = rectangle.strip_prefix('M').unwrap().split_once('h').unwrap();
                let (x, y) = place.split_once(',').unwrap();
                let (right, left) = width.split_once("v1h-").unwrap();
                assert_eq!(right, left);
                let (x, y, width): (i32, i32, i32) = (x.parse().unwrap(), y.parse().unwrap(), right.parse().unwrap());
                assert!(width > 0);
                (x..x + width).for_each(|x| assert!(drawn.insert((x - 4, y - 4)), "{x},{y} is drawn twice"));
            }
            let modules = (0..code.size()).flat_map(|x| (0..code.size()).map(move |y| (x, y))).filter(|&(x, y)| code.get_module(x, y));
            assert!(drawn.into_iter().eq(modules), "{} bytes", text.len());
        }
    }

    #[test]
    fn qr_codes_of_every_size() {
        assert!(qr_svg("hello").unwrap().starts_with("<svg"));
        assert!(qr_svg(&"x".repeat(2900)).is_ok());
        assert_eq!(qr_svg(&"x".repeat(3000)).unwrap_err().code, Code::InvalidArgument);
    }
}
