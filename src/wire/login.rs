//! Login: a challenge and an answer.

use crate::json::{self, Json, Kind, Object, Value};
use crate::json_struct;

json_struct! {
    /// The answer to POST /prepare_login (asked with [`UserIdentifierBody`](super::register::UserIdentifierBody)).
    #[derive(Debug, PartialEq, Eq)]
    PrepareLoginAnswer {
        salt_string: String,
        derived_encryption_key_alg: String,
    }

    /// POST /done_login.
    DoneLoginBody {
        auth_key: String,
        device_identifier: String,
    }
}

/// The answer to POST /done_login: `{"Direct": …}`, or the bare string `"Otp"`.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
#[cfg_attr(any(feature = "server", feature = "standalone"), derive(serde::Serialize, serde::Deserialize))]
pub enum DoneLoginAnswer {
    Direct(Box<LoginChallenge>),
    Otp,
}

impl Json for DoneLoginAnswer {
    const KIND: Kind = Kind::Other;

    fn read(value: &Value) -> Option<Self> {
        if value.as_text() == Some("Otp") { Some(Self::Otp) } else { Json::read(value.get("Direct")).map(Self::Direct) }
    }

    fn write(&self, out: &mut String) {
        match self {
            Self::Otp => json::text(out, "Otp"),
            Self::Direct(challenge) => {
                let mut object = Object::begin(out);
                object.field("Direct", challenge);
                object.end();
            }
        }
    }
}

json_struct! {
    /// The device's keys and a text encrypted to its public key; also the answer to the two MFA calls.
    #[derive(Debug)]
    LoginChallenge {
        device_keys: DeviceKeys,
        challenge: String,
    }

    /// The key material of one device, its private parts encrypted under the master key.
    #[derive(Debug, PartialEq, Eq)]
    DeviceKeys {
        encrypted_master_key: String,
        encrypted_private_key: String,
        public_key_string: String,
        keypair_encrypt_alg: String,
        encrypted_sign_key: String,
        verify_key_string: String,
        keypair_sign_alg: String,
        keypair_encrypt_id: String,
        keypair_sign_id: String,
        user_id: String,
        device_id: String,
        user_group_id: String,
    }

    /// POST /validate_mfa (token: a TOTP code) and POST /validate_recovery_otp (token: a recovery key).
    ValidateMfaBody {
        token: String,
        auth_key: String,
        device_identifier: String,
    }

    /// POST /verify_login_light; `challenge` is the decrypted text.
    VerifyLoginBody {
        auth_key: String,
        device_identifier: String,
        challenge: String,
    }

    /// The answer to POST /verify_login_light.
    VerifyLoginAnswer {
        jwt: String,
        refresh_token: String,
    }
}
