// Identifiers that nobody chose: those of passkeys and of `Sentc.generateRegisterData`, 16 bytes as base64url. They tell a
// person nothing, so they are not shown.

export function isRandom(identifier: string): boolean {
  return /^(?=.*[A-Z])(?=.*[a-z])[\w-]{21}[AQgw]$/.test(identifier);
}
