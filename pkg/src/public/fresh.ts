/** For how many seconds a JWT is still a fresh one; 0 if it came from a refresh. */
export function freshFor(jwt: string): number {
  try {
    const claims = jwt.split(".")[1]!.replace(/-/g, "+").replace(/_/g, "/");
    const { fresh, iat, exp } = JSON.parse(atob(claims)) as { fresh?: unknown; iat: number; exp: number };
    // This device's clock may be behind.
    return fresh === true ? Math.max(0, Math.min(Math.floor(exp - Date.now() / 1000), exp - iat)) : 0;
  } catch {
    // A stored one that was damaged.
    return 0;
  }
}
