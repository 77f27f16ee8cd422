// `sentc-light-wasm/authenticators`: names of authenticators. No part of the SDK imports it, so that no page loads it unless it asks.

/**
 * The most common ones of the list that the FIDO community keeps, as of August 2026:
 * https://github.com/passkeydeveloper/passkey-authenticator-aaguids (tests/package/node/devices.test.mjs checks the shape). A name says which
 * kind of authenticator made a passkey; it proves nothing, since nobody checks a signature over it.
 */
const NAMES: Readonly<Record<string, string>> = {
  "bada5566-a7aa-401f-bd96-45619a55120d": "1Password",
  "fbfc3007-154e-4ecc-8c0b-6e020557d7bd": "Apple Passwords",
  "dd4ec289-e01d-41c9-bb89-70fa845d4bf2": "iCloud Keychain (Managed)",
  "d548826e-79b4-db40-a3d8-11116f7e8349": "Bitwarden",
  "adce0002-35bc-c60a-648b-0b25f1f05503": "Chrome on Mac",
  "531126d6-e717-415c-9320-3d9aa6981239": "Dashlane",
  "de503f9c-21a4-4f76-b4b7-558eb55c6f89": "Devolutions",
  "771b48fd-d3d4-4f74-9232-fc157ab0507a": "Edge on Mac",
  "f3809540-7f14-49c1-a8b3-8f813b225541": "Enpass",
  "ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4": "Google Password Manager",
  "42b4fb4a-2866-43b2-9bf7-6c6669c2e5d3": "Google Titan Security Key v2",
  "a10c6dd9-465e-4226-8198-c7c44b91c555": "Kaspersky Password Manager",
  "eaecdef2-1c31-5634-8639-f1cbd9c00a08": "KeePassDX",
  "fdb141b2-5d84-443e-8a35-4698c205a502": "KeePassXC",
  "0ea242b4-43c4-4a1b-8b17-dd6d0b6baec6": "Keeper",
  "b78a0a55-6ef8-d246-a042-ba0f6d55050c": "LastPass",
  "d3452668-01fd-4c12-926c-83a4204853aa": "Microsoft Password Manager",
  "b84e4048-15dc-4dd0-8640-f4f60813c8af": "NordPass",
  "fa37f553-f9b6-4adb-ac53-8bbb57ebdf0d": "Norton Password Manager",
  "50726f74-6f6e-5061-7373-50726f746f6e": "Proton Pass",
  "53414d53-554e-4700-0000-000000000000": "Samsung Pass",
  "a4e9fc6d-4cbe-4758-b8ba-37598bb5bbaa": "Security Key NFC by Yubico",
  "b7d3f68e-88a6-471e-9ecf-2df26d041ede": "Security Key NFC by Yubico",
  "e77e3c64-05e3-428b-8824-0cbeb04b829d": "Security Key NFC by Yubico",
  "08987058-cadc-4b81-b6e1-30de50dcbe96": "Windows Hello",
  "6028b017-b1d4-4c02-b4b3-afcdafc96bb2": "Windows Hello",
  "9ddd1817-af5a-4672-a2b9-3e3dd95000a9": "Windows Hello",
  "19083c3d-8383-4b18-bc03-8f1c9ab2fd1b": "YubiKey 5 Series",
  "cb69481e-8ff7-4039-93ec-0a2729a154a8": "YubiKey 5 Series",
  "ee882879-721c-4913-9775-3dfcce97072a": "YubiKey 5 Series",
  "ff4dac45-ede8-4ec2-aced-cf66103f4335": "YubiKey 5 Series",
  "2fc0579f-8113-47ea-b116-bb5a8db9202a": "YubiKey 5 Series with NFC",
  "a25342c0-3cdc-4414-8e46-f4807fca511c": "YubiKey 5 Series with NFC",
  "d7781e5d-e353-46aa-afe2-3ca49f13332a": "YubiKey 5 Series with NFC",
  "fa2b99dc-9e39-4257-8f92-4a30d23c4118": "YubiKey 5 Series with NFC",
  "b35a26b2-8f6e-4697-ab1d-d44db4da28c6": "Zoho Vault",
};

/**
 * Returns the name of a kind of authenticator, such as `Google Password Manager`, by the `aaguid` that `user.getDevices` gives for a
 * passkey. Returns undefined where the list does not have it: it has the most common ones only.
 */
export function authenticatorName(aaguid: string | undefined): string | undefined {
  const key = String(aaguid).toLowerCase();
  return Object.hasOwn(NAMES, key) ? NAMES[key] : undefined;
}
