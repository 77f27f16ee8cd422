// Stands for the wasm where TypeScript is tested without it. A test says what a call answers, by its name and by the names
// of its arguments; what is a secret (marked with `#`) comes as bytes.

/** The methods of `SentcCore`, but for `row`. */
const CALLS = {
  init: [],
  register: ["identifier", "#password"],
  prepareRegister: ["identifier", "#password"],
  registerDeviceStart: ["identifier", "#password"],
  login: ["identifier", "#password"],
  mfaLogin: ["#code", "login"],
  mfaRecoveryLogin: ["#recovery_key", "login"],
  refreshJwt: ["old_jwt", "#refresh_token"],
  currentUser: [],
  storedUser: ["identifier"],
  jwt: ["session"],
  renewJwt: ["session", "stale"],
  logOut: ["session"],
  changePassword: ["session", "#old_password", "#new_password", "#code", "recovery"],
  registerDevice: ["session", "server_output"],
  confirm: ["session", "#password", "#code", "recovery"],
  replaceDevice: ["session", "lost", "identifier", "#password", "#code", "recovery"],
  loadGroup: ["session", "group", "acting_as"],
  checkGroup: ["session", "group", "acting_as"],
  changeRank: ["session", "..."],
};

/** The functions that answer at once. */
const COMPUTED = {
  generateRegisterData: [],
  prepareCheckIdentifier: ["identifier"],
  doneCheckIdentifier: ["server_output"],
  prepareRegister: ["identifier", "#password", "kdf"],
  doneRegister: ["server_output"],
  doneRegisterDeviceStart: ["server_output"],
  parseDeviceOutput: ["server_output"],
  deviceText: ["server_output"],
  otpUrl: ["issuer", "audience", "secret"],
  qrSvg: ["text"],
  otpQrSvg: ["url"],
  checkOtp: ["url", "token", "now"],
  otpProblem: ["url", "token", "now"],
  prepareGroupCreate: [],
  prepareRank: ["own_rank", "user_id", "rank"],
  passkeyPassword: ["#prf"],
  newRecoveryCode: [],
  openRecoveryCode: ["#code"],
};

/** `{ session, args, secrets, signal }`: arguments by their names, secrets in their order. */
function named(parameters, values) {
  const call = { session: 0, args: {}, secrets: [], signal: values[parameters.length] };
  parameters.forEach((name, at) => {
    const value = values[at];
    if (name === "session") call.session = value;
    else if (name === "...") Object.assign(call.args, value);
    else if (!name.startsWith("#")) call.args[name] = value;
    else if (value !== undefined) call.secrets.push(value);
  });
  // As JSON has it: what is undefined is not there.
  call.args = JSON.parse(JSON.stringify(call.args));
  return call;
}

/** A class whose methods are answered by `answer({ core, name, session, args, secrets, signal })`. */
export function coreClass(answer, made) {
  class SentcCore {
    constructor(options, host) {
      // As JSON has them: what is undefined is not there.
      Object.assign(this, { options: JSON.parse(JSON.stringify(options)), host });
      made(this);
    }
    row(session, name, args, password, code, recovery, signal) {
      const proof = password === undefined ? {} : { recovery };
      const secrets = [password, code].filter((secret) => secret !== undefined);
      return answered(answer, { core: this, name, session, args: JSON.parse(JSON.stringify({ ...args, ...proof })), secrets, signal });
    }
    channelName() {
      return "seam";
    }
    hear() {}
    free() {}
  }
  for (const [name, parameters] of Object.entries(CALLS)) {
    SentcCore.prototype[name] = function (...values) {
      return answered(answer, { core: this, name, ...named(parameters, values) });
    };
  }
  return SentcCore;
}

// What a test throws at once is a trap.
function answered(answer, call) {
  return Promise.resolve(answer(call)).then((value) => value ?? undefined);
}

/** The functions, answered by `answer(name, args, secrets)`. */
export function computed(answer) {
  const functions = {};
  for (const [name, parameters] of Object.entries(COMPUTED)) {
    functions[name] = (...values) => {
      const { args, secrets } = named(parameters, values);
      return answer(name, args, secrets) ?? undefined;
    };
  }
  return functions;
}

export const COMPUTED_NAMES = Object.keys(COMPUTED);
