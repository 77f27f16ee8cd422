// What every consumer does with the package: a new account, and a login with it.

export async function logIn(sentc, { api, token }, options = {}) {
  await sentc.init({ app_token: token, base_url: api, ...options });
  const [identifier, password] = sentc.generateRegisterData();
  await sentc.register(identifier, password);
  const user = await sentc.login(identifier, password, true);
  return `signed in as ${user.data.user_id}`;
}

/** In a page, which finds the API's address and token in its own address. */
export async function show(sentc, options) {
  const params = Object.fromEntries(new URLSearchParams(location.search));
  const said = await logIn(sentc, params, options).catch((error) => `${error.code ?? ""} ${error.stack}`);
  document.getElementById("out").textContent = said;
}
