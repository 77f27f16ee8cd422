//! Why calls fail.

use crate::admin::AdminError;

/// An error of your driver.
pub type SqlError = Box<dyn std::error::Error + Send + Sync>;

/// Why a call failed that needs a code, the service or the database.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RecoveryError {
    /// The code is wrong, used, voided or expired, or the address is unknown. Answer with the same 403 in all these cases.
    #[error("the code is wrong, used or too old")]
    WrongCode,
    /// The code is right and the password is not. The try counts.
    #[error("this is not the password of the account")]
    WrongPassword,
    /// The password was reset by mail within the last week: a person has to look at this. The try counts.
    #[error("the password was reset by mail in the last week")]
    ResetLately,
    /// The service refused, or did not answer. The code can be used again.
    #[error(transparent)]
    Admin(#[from] AdminError),
    /// The database failed.
    #[error("the database failed: {0}")]
    Sql(#[source] SqlError),
}

impl From<SqlError> for RecoveryError {
    fn from(error: SqlError) -> Self {
        Self::Sql(error)
    }
}

/// How a deed that a code allowed has failed, for [`Codes::redeem`](super::Codes::redeem). The operator `?` makes
/// [`Failed::Maybe`] of an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failed<E> {
    /// A check before the deed refused, for example of a password. Nothing was done. The try counts: otherwise one code allows
    /// any number of guesses.
    Check(E),
    /// Nothing was done. The owner gets no notice.
    Undone(E),
    /// The deed may be done, or a part of it. The owner gets a notice.
    Maybe(E),
}

impl<E> Failed<E> {
    pub(super) fn kind(&self) -> Failed<()> {
        match self {
            Self::Check(_) => Failed::Check(()),
            Self::Undone(_) => Failed::Undone(()),
            Self::Maybe(_) => Failed::Maybe(()),
        }
    }

    pub(super) fn into_error(self) -> E {
        match self {
            Self::Check(error) | Self::Undone(error) | Self::Maybe(error) => error,
        }
    }
}

impl From<AdminError> for Failed<RecoveryError> {
    fn from(error: AdminError) -> Self {
        Self::Maybe(error.into())
    }
}

impl From<SqlError> for Failed<RecoveryError> {
    fn from(error: SqlError) -> Self {
        Self::Maybe(error.into())
    }
}

/// For the first step of a deed: `admin.disable_otp(identifier).await.map_err(nothing_done)?`. If the service refused this
/// step, nothing was done. If it did not answer, the step may be done.
pub fn nothing_done(error: AdminError) -> Failed<RecoveryError> {
    if error.may_have_happened() { Failed::Maybe(error.into()) } else { Failed::Undone(error.into()) }
}
