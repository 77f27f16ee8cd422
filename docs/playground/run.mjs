// Runs blocks of the guide in this tab: the code in a frame of its own, the service beside it in this page. Nothing is sent anywhere.

import { moduleOf } from "./module.mjs";
import { NAMES } from "./set-ups.mjs";
import { testService } from "./testing.js";

/** The address in the guide's examples. Requests to it never leave the page. */
const API = "http://127.0.0.1:3002";

let service;
let frame;

/** `say({ level, text })` receives what the code prints and which requests it sends. Resolves when the code has ended. */
export async function run({ code, setUp, say }) {
  service ??= await testService({ base_url: API });
  const options = { app_token: service.app_token, base_url: API };
  const own = code.replaceAll("https://api.example.com", API).replaceAll("your app's public token", options.app_token);
  frame?.remove();
  frame = document.createElement("iframe");
  frame.hidden = true;
  frame.title = "The code that runs";
  const error = await new Promise((end) => {
    globalThis.sentcPlay = {
      options,
      run: { module: moduleOf({ code: own, setUp }, NAMES[setUp] ?? []), end },
      say: (level, parts) => say({ level, text: parts.map(textOf).join(" ") }),
      answer: (input, init) => answer(input, init, say),
    };
    frame.src = new URL("frame.html", import.meta.url).href;
    document.body.append(frame);
  });
  if (error) say({ level: "error", text: textOf(error) });
  return error === undefined;
}

/** Undefined for the files of the SDK. */
function answer(input, init, say) {
  const address = String(input?.url ?? input);
  if (address.startsWith(API)) return answered(input, init, say);
  // The back end of the examples with `user.fetch`: it says how it was asked.
  if (new URL(address, location.href).pathname !== "/api/me") return undefined;
  const headers = new Headers(init?.headers ?? input.headers);
  return Promise.resolve(Response.json({ authorization: headers.get("authorization") ?? "" }));
}

async function answered(input, init, say) {
  const response = await service.fetch(input, init);
  const { method, path, status } = service.requests.at(-1);
  say({ level: "request", text: `${method} ${path} → ${status}` });
  return response;
}

function textOf(value) {
  if (typeof value === "string") return value;
  if (value && typeof value.message === "string") return [value.code ?? value.name, value.message, value.hint].filter(Boolean).join(": ");
  try {
    return JSON.stringify(value, undefined, 2) ?? String(value);
  } catch {
    return String(value);
  }
}
