// The app's client, and another one beside it.
import { createApp, createSSRApp, h } from "vue";
import { SentcPlugin, useUser } from "sentc-light-wasm/vue";

const Session = {
  props: ["id", "client"],
  setup({ id, client }) {
    const state = client ? useUser(client) : useUser();
    return () => {
      const { status, identifier, error, retry } = state.value;
      window.seen[id].push(status);
      return h("p", { id, onClick: retry }, [status, identifier, error?.code].filter(Boolean).join(" "));
    };
  },
};

window.seen = { first: [], second: [] };
window.show = (clients, options, rendered) => {
  const root = document.getElementById("root");
  if (rendered) root.innerHTML = rendered;
  const App = { render: () => [h(Session, { id: "first" }), h(Session, { id: "second", client: clients.second })] };
  const app = (rendered ? createSSRApp : createApp)(App).use(SentcPlugin, { client: clients.first, options: options("first") });
  app.use({ install: () => void clients.second.init(options("second")).catch(() => undefined) });
  app.mount(root);
  return app;
};
