const { default: Sentc, SentcError } = require("sentc-light-wasm");

import("./log-in.js").then(async ({ logIn }) => {
  try {
    Sentc.generateRegisterData();
  } catch (error) {
    if (!(error instanceof SentcError) || error.code !== "NOT_INITIALIZED") throw error;
  }
  console.log(await logIn(Sentc, process.env));
});
