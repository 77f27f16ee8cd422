// Vite's development server before version 8 moves a dependency's modules to `…/deps/sentc-light-wasm.js?v=…`, without the files
// beside them.

import type { Elsewhere } from "../boundary/wasm-url.js";

/**
 * Where the wasm of a here is that was moved without it. Undefined where it was not, or where the bundler replaced `beside`, the
 * address that is computed from the module's: then it knows the place.
 */
export async function elsewhere(here: string | undefined, beside: () => URL): Promise<Elsewhere | undefined> {
  if (!here || !/\/deps(_\w+)?\/[^/?]+\.js\?v=\w+$/.test(here) || beside().href !== new URL("sentc-light.wasm", here).href) return undefined;
  return {
    address: await askServer(here),
    hint: 'In vite\'s configuration, set optimizeDeps: { exclude: ["sentc-light-wasm"] }, or set wasm_path.',
  };
}

/** Vite answers `<base>@id/<import>?url` with a module that exports the address. `base` is a setting, and a part of the module's. */
async function askServer(here: string): Promise<URL | undefined> {
  const { origin, pathname } = new URL(here);
  const folders = pathname.split("/").slice(1, -1);
  // A base is short. At `/@fs` begins a path of the machine.
  const end = folders.findIndex((name) => name === "@fs" || name === "node_modules");
  for (let depth = 0; depth <= Math.min(end < 0 ? folders.length : end, 3); depth++) {
    const base = [origin, ...folders.slice(0, depth)].join("/");
    const response = await fetch(`${base}/@id/sentc-light-wasm/wasm?url&import`).catch(() => undefined);
    const [, address] = /^export default "([^"]+)"/m.exec(response?.ok ? await response.text() : "") ?? [];
    if (address) return new URL(address, here);
  }
  return undefined;
}
