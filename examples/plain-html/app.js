const sentc = window.Sentc.default;
const $ = (id) => document.getElementById(id);
// Another service can be named in the address: ?api=…&token=…
const params = new URLSearchParams(location.search);

/** As good as the password: here for as long as the code is typed, and nowhere else. */
let mfa;

/** The page as it has to look now: the SDK says when that changes, in other tabs too. */
function show() {
  const { status, user, identifier } = sentc.getSnapshot();
  if (user) mfa = undefined;
  $("status").textContent = { loading: "One moment…", offline: "You are offline.", signedIn: "", signedOut: "" }[status];
  $("sign-in").hidden = status !== "signedOut" || Boolean(mfa);
  $("second").hidden = !mfa;
  $("account").hidden = !user;
  $("account").querySelector("h1").textContent = user ? `Hello, ${identifier}` : "";
  $("devices").replaceChildren();
  if (user) void run(() => listDevices(user));
}

async function listDevices(user) {
  const items = [];
  for await (const { device_id, time } of user.devices()) {
    const item = document.createElement("li");
    item.textContent = new Date(time).toLocaleString() + (device_id === user.device_id ? ": this one" : "");
    items.push(item);
  }
  $("devices").replaceChildren(...items);
}

/** Shows a failure in words for people. */
async function run(work) {
  $("fault").textContent = "";
  try {
    await work();
  } catch (error) {
    $("fault").textContent = error.user_message ?? String(error);
  }
}

function onSubmit(form, work) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    for (const button of form.querySelectorAll("button")) button.disabled = true;
    await run(() => work(Object.fromEntries(new FormData(form)), event.submitter));
    for (const button of form.querySelectorAll("button")) button.disabled = false;
  });
}

onSubmit($("sign-in"), async ({ identifier, password }, { value }) => {
  if (value === "register") await sentc.register(identifier, password);
  const login = await sentc.login(identifier, password);
  if (login.kind === "mfa") mfa = login.u;
  $("sign-in").reset();
  show();
});

onSubmit($("second"), ({ code }) => sentc.mfaLogin(code, mfa));

$("log-out").addEventListener("click", () => run(async () => (await sentc.getActualUser()).logOut()));

sentc.subscribe(show);
run(() =>
  sentc.init({
    app_token: params.get("token") ?? "5zMb6zs3dEM62n+FxjBilFPp+j9e7YUFA+7pi6Hi",
    base_url: params.get("api") ?? "http://127.0.0.1:3002",
  }),
);
