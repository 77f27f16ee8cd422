import type { OtpRegister, User, UserData, UserDeviceList } from "sentc-light-wasm";
import { exactly } from "./exactly.js";

export async function user(user: User): Promise<void> {
  exactly<UserData>()(user.data);
  exactly<UserData>()(user.user_data);
  exactly<string>()(user.data.device.private_key);
  exactly<boolean>()(user.enabledMfa());

  const [first] = await user.getDevices();
  exactly<UserDeviceList | undefined>()(first);
  await user.getDevices(first ?? null, { signal: AbortSignal.timeout(1000) });
  for await (const device of user.devices()) exactly<UserDeviceList>()(device);

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
