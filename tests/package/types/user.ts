import { authenticatorName } from "sentc-light-wasm/authenticators";
import Sentc, { type AccountDevice, type LoginUser, type OtpProblem, type OtpRegister, type OtpSetUp, type Passkey, type RecoveryKit, type SentcSnapshot, type StoredRecoveryKit, type User, type UserData } from "sentc-light-wasm";
import { exactly } from "./exactly.js";

export async function user(user: User): Promise<void> {
  exactly<UserData>()(user.data);
  exactly<UserData>()(user.user_data);
  exactly<string>()(user.data.device.private_key);
  exactly<boolean>()(user.enabledMfa());

  const [first] = await user.getDevices();
  exactly<AccountDevice | undefined>()(first);
  await user.getDevices(first ?? null, { signal: AbortSignal.timeout(1000) });
  for await (const device of user.devices()) exactly<AccountDevice>()(device);
  exactly<"device" | "passkey" | "recovery_kit" | undefined>()(first?.kind);
  exactly<void>()(await user.nameDevice("device id", "laptop"));
  exactly<string | undefined>()(authenticatorName(first?.aaguid ?? ""));

  const [url, keys] = await user.registerOtp("issuer", "audience", "password", 123456);
  exactly<string>()(url);
  exactly<string[]>()(keys);
  exactly<OtpRegister>()(await user.resetRawOtp("password", "recovery key", true));
  exactly<void>()(await user.changePassword("old", "new"));

  // @ts-expect-error — a list item, not its id
  await user.getDevices("device id");
  // @ts-expect-error — these invites are the service's
  user.group_invites = [];
}

export async function passkeys(user: User): Promise<void> {
  exactly<"yes" | "no" | "unknown">()(await Sentc.passkeySupport());
  const { signal } = new AbortController();
  exactly<Passkey>()(await user.addPasskey({ name: "ada", rp_id: "example.com" }, { signal }));
  exactly<string>()(await user.passkeyPassword());
  exactly<LoginUser>()(await Sentc.loginWithPasskey());
  exactly<LoginUser>()(await Sentc.loginWithPasskey({ mediation: "conditional" }, { signal }));
  exactly<LoginUser>()(await Sentc.loginWithPasskey({ mediation: "immediate", hints: ["hybrid"] }));
  exactly<number>()(await user.renamePasskeys({ name: "ada" }));
  // @ts-expect-error — people choose by the name
  await user.addPasskey({ rp_name: "app" });
  // @ts-expect-error — nobody would be asked
  await Sentc.loginWithPasskey({ mediation: "silent" });
}

export async function recovery(user: User): Promise<void> {
  exactly<RecoveryKit>()(await user.createRecoveryKit({ password: "password", name: "desk", mfa_token: 123456 }));
  exactly<StoredRecoveryKit[]>()(await user.recoveryKits());
  exactly<void>()(await user.revokeRecoveryKit("device id", { password: "password" }));
  exactly<LoginUser>()(await Sentc.loginWithRecoveryKit("code"));
  exactly<User>()(await user.replaceDevice("device id", "ada", "password", 123456, false, { signal: AbortSignal.timeout(1000) }));
  exactly<string>()(await user.confirm({ password: "password", mfa_token: "key", mfa_recovery: true }));
  exactly<string>()(await user.confirmWithPasskey());
  exactly<number>()(user.freshFor());
  exactly<{ text: string; svg: string }>()(Sentc.deviceQr("server output"));
  // @ts-expect-error — a session alone makes no kit
  await user.createRecoveryKit({ name: "desk" });
}

export async function setUp(user: User): Promise<string | undefined> {
  for (const name of ["id", "identifier", "device_id"] as const) exactly<string>()(user[name]);
  const made = await user.setUpOtp({ issuer: "app", account: "ada", password: "password" });
  exactly<OtpSetUp>()(made);
  exactly<boolean>()(made.confirm("915 732"));
  await made.cancel();
  // @ts-expect-error — the account's name is needed too
  await user.setUpOtp({ issuer: "app", password: "password" });
  const problem = Sentc.otpProblem(made.url, 123456);
  exactly<OtpProblem | undefined>()(problem);
  return problem?.kind === "clock" ? `${problem.seconds} seconds` : problem?.kind;
}

export const stop: () => void = Sentc.subscribe(() => {
  const snapshot = Sentc.getSnapshot();
  exactly<SentcSnapshot>()(snapshot);
  exactly<"loading" | "signedIn" | "signedOut" | "offline">()(snapshot.status);
  exactly<User | undefined>()(snapshot.user);
  // @ts-expect-error — a snapshot is what was
  snapshot.status = "signedOut";
});
