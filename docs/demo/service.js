// The demo in a tab of the guide's site: its service is sentc-light-wasm/testing in a service worker. In place of www/js/service.js.

export const APP_TOKEN = "5zMb6zs3dEM62n+FxjBilFPp+j9e7YUFA+7pi6Hi";
export const BASE_URL = location.origin;
export const HAS_BACK_END = false;

/** Resolves when the service worker answers this page's requests. */
export async function serviceReady() {
  const { serviceWorker } = navigator;
  if (!serviceWorker) throw notHere();
  await serviceWorker.register("service-worker.js");
  const { active } = await serviceWorker.ready;
  if (serviceWorker.controller) return;
  const taken = new Promise((resolve) => serviceWorker.addEventListener("controllerchange", resolve, { once: true }));
  // A page that was reloaded without the cache has no service worker until it asks for it.
  active.postMessage("take this page");
  await taken;
}

/** In the words of an SDK error, which main.js shows. */
function notHere() {
  const hint = "Service workers need https or localhost, and are off in some private windows.";
  return { name: "SentcError", message: "this browser has no service workers on this page", hint };
}
