// Two providers with a client each, in StrictMode. The page says which wasm they load.
import { StrictMode, createElement as h } from "react";
import { createRoot, hydrateRoot } from "react-dom/client";
import { SentcProvider, useSentc, useUser } from "sentc-light-wasm/react";

function Session({ id }) {
  const client = useSentc();
  const { status, identifier, error, retry } = useUser();
  window.clients[id] = client;
  window.seen[id].push(status);
  return h("p", { id, onClick: retry }, [status, identifier, error?.code].filter(Boolean).join(" "));
}

export function App({ clients, options }) {
  const provider = (id) => h(SentcProvider, { key: id, client: clients[id], options: options(id) }, h(Session, { id }));
  return h(StrictMode, null, provider("first"), provider("second"));
}

window.clients = {};
window.seen = { first: [], second: [] };
window.show = (clients, options, rendered) => {
  const root = document.getElementById("root");
  if (rendered) {
    root.innerHTML = rendered;
    return hydrateRoot(root, h(App, { clients, options }), { onRecoverableError: (error) => console.error(error) });
  }
  const shown = createRoot(root);
  shown.render(h(App, { clients, options }));
  return shown;
};
