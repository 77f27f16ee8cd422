// What holds secrets is for programs and pages of this machine: no other machine, no page of another site, no name that a site has
// pointed at this machine (DNS rebinding).

/** Why a request is refused; undefined when it is not. */
export function refusalOf(request, host) {
  const peer = (request.socket.remoteAddress ?? "").replace(/^::ffff:/, "");
  if (!/^127\.|^::1$/.test(peer) && peer !== host) return "only for this machine";
  const name = (request.headers.host ?? "").toLowerCase().replace(/:\d*$/, "");
  if (!["localhost", "127.0.0.1", "[::1]", host.toLowerCase()].includes(name)) return "the Host header names another machine";
  const site = request.headers["sec-fetch-site"];
  return site === undefined || site === "same-origin" || site === "none" ? undefined : "not for pages of other sites";
}
