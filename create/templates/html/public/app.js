// The service of `npm run dev` serves this page too. In production: the address of your service, and your app's public token.
const options = { base_url: location.origin, app_token: "5zMb6zs3dEM62n+FxjBilFPp+j9e7YUFA+7pi6Hi" };

const sentc = window.Sentc.default;
const element = (id) => document.getElementById(id);

function render() {
  const { status, identifier } = sentc.getSnapshot();
  if (status === "loading") return;
  element("status").textContent = status === "offline" ? "You are offline." : "";
  element("signed-out").hidden = status !== "signedOut";
  element("signed-in").hidden = status === "signedOut";
  element("identifier").textContent = identifier ?? "";
}

sentc.subscribe(render);
sentc.init(options).then(render, (error) => {
  element("status").textContent = error.user_message;
});
