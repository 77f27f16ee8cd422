//! Is a password a bad one? Without a request.

mod cover;

use cover::{COMMON, IDENTIFIER, PERSONAL, cover_of};

/// What a password is checked against.
///
/// ```
/// use sentc_light_wasm::password::{PasswordProblem, PasswordRules};
///
/// let rules = PasswordRules { identifier: "ada", ..PasswordRules::default() };
/// assert_eq!(rules.problem("Password123!"), Some(PasswordProblem::Common));
/// assert_eq!(rules.problem("correct horse battery staple"), None);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct PasswordRules<'a> {
    /// The one that the password is for.
    pub identifier: &'a str,
    /// Other words that an attacker tries first: the person's name, the name of your app.
    pub others: &'a [&'a str],
    /// The fewest characters. Default: 12. NIST SP 800-63B-4 (section 3.1.1.2) asks for 15 where the password is the only
    /// factor, and for 8 where there is a second one.
    pub least: usize,
}

impl Default for PasswordRules<'_> {
    fn default() -> Self {
        Self { identifier: "", others: &[], least: 12 }
    }
}

/// Why a password should not be used. `Display` says it in English, for the person who types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PasswordProblem {
    /// Fewer characters than this.
    Short {
        /// The fewest characters.
        least: usize,
    },
    /// Little more than the identifier.
    Identifier,
    /// Little more than one of the `others`.
    Personal,
    /// Little more than common passwords.
    Common,
    /// Little more than neighboring keys, a year or a repetition.
    Pattern,
}

/// So many characters that nobody can predict are enough, where `least` allows that few.
const ENOUGH: usize = 8;

impl PasswordRules<'_> {
    /// Checks a password with a list of the 2,200 most common ones and a few rules. That finds bad passwords; it does not prove
    /// that a password is good. `None`: nothing was found.
    pub fn problem(&self, password: &str) -> Option<PasswordProblem> {
        if password.chars().count() < self.least {
            return Some(PasswordProblem::Short { least: self.least });
        }
        let personal = self.others.iter().flat_map(|word| words_of(word)).map(|word| (word, PERSONAL));
        let words: Vec<_> = personal.chain(words_of(self.identifier).into_iter().map(|word| (word, IDENTIFIER))).collect();
        let cover = cover_of(password, &words);
        if cover.counts >= ENOUGH.min(self.least) {
            return None;
        }
        let has = |kind| cover.kinds & kind != 0;
        Some(match () {
            () if has(IDENTIFIER) => PasswordProblem::Identifier,
            () if has(PERSONAL) => PasswordProblem::Personal,
            () if has(COMMON) => PasswordProblem::Common,
            () => PasswordProblem::Pattern,
        })
    }
}

/// A text and the words in it: `ada`, `example` and `com` of an address.
fn words_of(text: &str) -> Vec<String> {
    let folded = text.to_lowercase();
    // ASCII alone: Rust and JavaScript disagree about what a letter is elsewhere.
    let parts = folded.split(|c: char| c.is_ascii() && !c.is_ascii_alphanumeric());
    std::iter::once(folded.as_str()).chain(parts).filter(|word| word.chars().count() >= 3).map(str::to_owned).collect()
}

impl std::fmt::Display for PasswordProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Short { least } => return write!(f, "Use at least {least} characters."),
            Self::Identifier => "This password is too close to what you sign in with. Use something that others do not know.",
            Self::Personal => "This password uses words that others can guess, such as your name or the name of this site. Add other words.",
            Self::Common => "Many people use this password or its words. Add other words.",
            Self::Pattern => "This password follows a pattern, such as keys in a row or a repetition. Add other words.",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{Value, parse};

    /// The same cases are run in TypeScript (tests/package/node/password.test.mjs).
    #[test]
    fn passwords_that_are_bad() {
        let cases = parse(include_str!("../../tests/passwords.json")).unwrap();
        let Value::List(cases) = cases else { panic!("a list") };
        assert!(cases.len() > 40);
        for case in &cases {
            let text = |name| case.get(name).as_text().unwrap_or_default();
            let others: Vec<_> = text("others").split(' ').filter(|word| !word.is_empty()).collect();
            let least = case.get("least").as_text().map_or(12, |least| least.parse().unwrap());
            let rules = PasswordRules { identifier: text("identifier"), others: &others, least };
            let (code, words) = match rules.problem(text("password")) {
                None => ("", String::new()),
                Some(problem) => (
                    match problem {
                        PasswordProblem::Short { .. } => "short",
                        PasswordProblem::Identifier => "identifier",
                        PasswordProblem::Personal => "personal",
                        PasswordProblem::Common => "common",
                        PasswordProblem::Pattern => "pattern",
                    },
                    problem.to_string(),
                ),
            };
            assert_eq!(code, text("code"), "{} {words}", text("password"));
        }
    }

    #[test]
    fn the_list_can_be_searched() {
        let words: Vec<_> = include_str!("common.txt").split_whitespace().collect();
        assert!(words.is_sorted());
        assert_eq!(words.len(), 2200);
        assert!(words.iter().all(|word| (4..=16).contains(&word.len())));
    }
}
