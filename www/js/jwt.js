/** The claims of a JWT, for showing. Whether it is genuine is for the server to say. */
export function decodeJwt(jwt) {
  const part = jwt.split(".")[1] ?? "";
  const bytes = Uint8Array.from(atob(part.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes));
}
