// The examples of the reference: one for each member of the client, the user and the group. `reference.mjs` puts them, and the
// error codes beside them, on the pages of the site, and makes its overview of them;
// tests/docs/site checks that none is missing and that they compile strictly.
//
//   //# Title                      begins a topic of the overview
//   //: Class.member CODE CODE     begins an example; the codes are those that are particular to this call

import Sentc, { createClient, type Group, type User } from "sentc-light-wasm";

/** What the reader's app has. */
declare const user: User, group: Group, friend: User;
declare const identifier: string, password: string, typed: string, jwt: string, refresh_token: string;
declare const image: HTMLImageElement, button: HTMLButtonElement, field: HTMLInputElement;
declare function show(text: unknown): void;
declare function ask(question: string): Promise<string>;
declare function toBackEnd(path: string, body: string): Promise<string>;

export async function client(): Promise<void> {
  //# Start
  //: SentcClient.init INVALID_OPTIONS WASM_NOT_FOUND WASM_BLOCKED_BY_CSP WASM_INVALID NO_WEBASSEMBLY STORAGE ABORTED
  {
    const user = await Sentc.init({ app_token: "your app's public token" });
    show(user ? `welcome back, ${user.identifier}` : "please sign in");
  }
  //: SentcClient.status
  {
    if (Sentc.status === "offline") show("You are offline. Your session is kept.");
  }
  //: SentcClient.getSnapshot
  {
    const { status, user, identifier } = Sentc.getSnapshot();
    show([status, user?.id, identifier]);
  }
  //: SentcClient.subscribe
  {
    const stop = Sentc.subscribe(() => show(Sentc.getSnapshot().status));
    stop();
  }
  //: SentcClient.on
  {
    const stop = Sentc.on("signedOut", ({ reason, remote }) => show(remote ? "signed out in another tab" : reason));
    stop();
  }
  //: SentcClient.warmUp
  {
    field.onfocus = () => Sentc.warmUp();
  }
  //: SentcClient.messages
  {
    Sentc.messages = { WRONG_PASSWORD: "Das Passwort stimmt nicht." };
  }
  //: SentcClient.dispose
  {
    const client = createClient({ app_token: "your app's public token", name: "second" });
    await client.dispose();
  }

  //# Register and sign in
  //: SentcClient.checkUserIdentifierAvailable
  {
    if (!(await Sentc.checkUserIdentifierAvailable("ada@example.com"))) show("This address has an account. Sign in instead?");
  }
  //: SentcClient.register IDENTIFIER_TAKEN TOKEN_NOT_ALLOWED
  {
    const user_id = await Sentc.register("ada@example.com", typed);
    show(user_id);
  }
  //: SentcClient.login WRONG_PASSWORD USER_NOT_FOUND MFA_REQUIRED LOGIN_NOT_VERIFIED
  {
    const login = await Sentc.login("ada@example.com", typed);
    const user = login.kind === "user" ? login.u : await Sentc.mfaLogin(await ask("The code?"), login.u);
    show(user.id);
  }
  //: SentcClient.mfaLogin WRONG_TOTP WRONG_PASSWORD
  {
    const login = await Sentc.login(identifier, password);
    if (login.kind === "mfa") await Sentc.mfaLogin(await ask("The six digits of your authenticator?"), login.u);
  }
  //: SentcClient.mfaRecoveryLogin NO_TOTP WRONG_PASSWORD
  {
    const login = await Sentc.login(identifier, password);
    if (login.kind === "mfa") await Sentc.mfaRecoveryLogin(await ask("A recovery key?"), login.u);
  }
  //: SentcClient.loginWithRecoveryKit RECOVERY_CODE USER_NOT_FOUND
  {
    const login = await Sentc.loginWithRecoveryKit(await ask("The code of your recovery kit?"));
    const user = login.kind === "user" ? login.u : await Sentc.mfaLogin(await ask("The code of your authenticator?"), login.u);
    show(user.id);
  }
  //: SentcClient.getActualUser NO_USER
  {
    const user = await Sentc.getActualUser();
    const [same, name] = await Sentc.getActualUser(true, true); // waits for a valid JWT, and gives the identifier too
    show([user.id === same.id, name]);
  }
  //: SentcClient.getUser
  {
    const other = await Sentc.getUser("grace@example.com");
    if (other) show(`${other.identifier} is signed in on this device too`);
  }
  //: SentcClient.storedUsers STORAGE
  {
    for (const { identifier } of await Sentc.storedUsers()) show(identifier);
  }
  //: SentcClient.switchTo NO_USER STORAGE
  {
    const user = await Sentc.switchTo("grace@example.com");
    show(`now as ${user.identifier}`);
  }
  //: SentcClient.logOutAll STORAGE
  {
    await Sentc.logOutAll();
    show("Nobody is signed in on this device.");
  }
  //: SentcClient.endAfter
  {
    Sentc.endAfter({ idle_ms: 15 * 60_000 });
  }

  //# Passkeys
  //: SentcClient.passkeySupport
  {
    button.hidden = (await Sentc.passkeySupport()) === "no";
  }
  //: SentcClient.passkeyOffer
  {
    if (await Sentc.passkeyOffer()) show("Next time with your fingerprint?");
  }
  //: SentcClient.loginWithPasskey PASSKEY_UNSUPPORTED PASSKEY_CANCELLED PASSKEY_UNKNOWN ABORTED
  {
    button.onclick = async () => {
      const login = await Sentc.loginWithPasskey();
      if (login.kind === "user") show(login.u.identifier);
    };
  }

  //# Devices
  //: SentcClient.registerDeviceStart IDENTIFIER_TAKEN
  {
    const [device_identifier, device_password] = Sentc.generateRegisterData();
    const server_output = await Sentc.registerDeviceStart(device_identifier, device_password);
    image.src = `data:image/svg+xml,${encodeURIComponent(Sentc.qrSvg(server_output))}`;
  }
  //: SentcClient.deviceQr INVALID_ARGUMENT
  {
    const [device_identifier, device_password] = Sentc.generateRegisterData();
    const { text, svg } = Sentc.deviceQr(await Sentc.registerDeviceStart(device_identifier, device_password));
    image.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
    show(text);
  }
  //: SentcClient.parseDeviceOutput INVALID_ARGUMENT
  {
    const { code } = Sentc.parseDeviceOutput(typed);
    if ((await ask(`Does the other device show ${code}?`)) === "yes") await user.registerDevice(typed);
  }
  //: SentcClient.generateRegisterData
  {
    const [device_identifier, device_password] = Sentc.generateRegisterData();
    show([device_identifier.length, device_password.length]);
  }
  //: SentcClient.qrSvg INVALID_ARGUMENT
  {
    image.src = `data:image/svg+xml,${encodeURIComponent(Sentc.qrSvg("https://example.com/"))}`;
  }

  //# Second factor
  //: SentcClient.otpQrSvg INVALID_ARGUMENT
  {
    const [url] = await user.registerOtp("My app", user.identifier, password);
    image.src = `data:image/svg+xml,${encodeURIComponent(Sentc.otpQrSvg(url))}`;
  }
  //: SentcClient.checkOtp
  {
    const [url] = await user.resetOtp("My app", user.identifier, password, await ask("The code?"));
    show(Sentc.checkOtp(url, await ask("The new code?")) ? "It works." : "That is not the code.");
  }
  //: SentcClient.otpProblem
  {
    const [url] = await user.resetOtp("My app", user.identifier, password, await ask("The code?"));
    show(Sentc.otpProblem(url, await ask("The new code?")) ?? "It works.");
  }

  //# With your own back end
  //: SentcClient.prepareRegister
  {
    const body = Sentc.prepareRegister(identifier, password); // blocks the page: better prepareRegisterAsync
    show(Sentc.doneRegister(await toBackEnd("/register", body)));
  }
  //: SentcClient.prepareRegisterAsync
  {
    const body = await Sentc.prepareRegisterAsync(identifier, password);
    show(Sentc.doneRegister(await toBackEnd("/register", body)));
  }
  //: SentcClient.doneRegister IDENTIFIER_TAKEN UNEXPECTED_ANSWER
  {
    const user_id = Sentc.doneRegister(await toBackEnd("/register", await Sentc.prepareRegisterAsync(identifier, password)));
    show(user_id);
  }
  //: SentcClient.prepareRegisterDeviceStart
  {
    const body = Sentc.prepareRegisterDeviceStart(identifier, password);
    Sentc.doneRegisterDeviceStart(await toBackEnd("/new-device", body));
  }
  //: SentcClient.doneRegisterDeviceStart IDENTIFIER_TAKEN UNEXPECTED_ANSWER
  {
    const answer = await toBackEnd("/new-device", Sentc.prepareRegisterDeviceStart(identifier, password));
    Sentc.doneRegisterDeviceStart(answer); // throws if the service refused
  }
  //: SentcClient.prepareCheckUserIdentifierAvailable
  {
    const answer = await toBackEnd("/exists", Sentc.prepareCheckUserIdentifierAvailable("ada@example.com"));
    show(Sentc.doneCheckUserIdentifierAvailable(answer));
  }
  //: SentcClient.doneCheckUserIdentifierAvailable UNEXPECTED_ANSWER
  {
    const answer = await toBackEnd("/exists", Sentc.prepareCheckUserIdentifierAvailable("ada@example.com"));
    if (!Sentc.doneCheckUserIdentifierAvailable(answer)) show("This address has an account.");
  }
  //: SentcClient.refreshJwt REFRESH_TOKEN JWT_MALFORMED
  {
    const fresh = await Sentc.refreshJwt(jwt, refresh_token);
    show(fresh.length);
  }

  //# Records of your own
  //: SentcClient.getStore NOT_INITIALIZED
  {
    const store = await Sentc.getStore();
    await store.set("theme", "dark");
    show(await store.getItem<string>("theme"));
  }
}

export async function ofUser(): Promise<void> {
  //# Passkeys
  //: User.addPasskey PASSKEY_UNSUPPORTED PASSKEY_CANCELLED PASSKEY_EXISTS
  {
    button.onclick = async () => show((await user.addPasskey({ name: user.identifier })).device_id);
  }
  //: User.passkeyPassword PASSKEY_UNSUPPORTED PASSKEY_CANCELLED PASSKEY_UNKNOWN
  {
    button.onclick = async () => user.deleteUser(await user.passkeyPassword());
  }
  //: User.renamePasskeys
  {
    await user.renamePasskeys({ name: "ada.lovelace", display_name: "Ada Lovelace" });
  }

  //# The signed-in user
  //: User.id
  {
    show(user.id);
  }
  //: User.device_id
  {
    for await (const { device_id } of user.devices()) show(device_id === user.device_id ? "this device" : device_id);
  }
  //: User.identifier
  {
    show(`Hello, ${user.identifier}`);
  }
  //: User.data
  {
    show(user.data.mfa ? "second factor: on" : "second factor: off");
  }
  //: User.user_data
  {
    show(user.user_data === user.data); // true: the name in older clients
  }
  //: User.enabledMfa
  {
    if (!user.enabledMfa()) show("Turn on the second factor?");
  }
  //: User.getJwt SIGNED_OUT REFRESH_REFUSED REFRESH_ENDPOINT REFRESH_ANSWER
  {
    const response = await fetch("/api/me", { headers: { Authorization: `Bearer ${await user.getJwt()}` } });
    show(response.status);
  }
  //: User.fetch INVALID_ARGUMENT SIGNED_OUT
  {
    const response = await user.fetch("/api/notes", { method: "POST", body: JSON.stringify({ text: "hello" }) });
    show(response.ok);
  }
  //: User.logOut
  {
    await user.logOut();
    show(Sentc.status); // "signedOut"
  }
  //: User.toJSON
  {
    show(JSON.stringify(user)); // {"user_id":"…","device_id":"…","mfa":false}
  }

  //# Account
  //: User.confirm WRONG_PASSWORD MFA_REQUIRED WRONG_TOTP NO_TOTP
  {
    const jwt = await user.confirm({ password: await ask("Your password again?") });
    show((await fetch("/api/payment", { method: "POST", headers: { Authorization: `Bearer ${jwt}` } })).ok);
  }
  //: User.confirmWithPasskey PASSKEY_UNSUPPORTED PASSKEY_CANCELLED PASSKEY_UNKNOWN MFA_REQUIRED WRONG_TOTP NO_TOTP
  {
    button.onclick = async () => show((await user.confirmWithPasskey()).length);
  }
  //: User.freshFor
  {
    if (user.freshFor() === 0) await user.confirm({ password: await ask("Your password again?") });
  }
  //: User.updateUser IDENTIFIER_TAKEN
  {
    await user.updateUser("ada@example.org");
  }
  //: User.changePassword WRONG_PASSWORD MFA_REQUIRED WRONG_TOTP NO_TOTP
  {
    await user.changePassword(password, typed, user.enabledMfa() ? await ask("The code?") : undefined);
  }
  //: User.deleteUser WRONG_PASSWORD MFA_REQUIRED WRONG_TOTP NO_TOTP
  {
    await user.deleteUser(password, user.enabledMfa() ? await ask("The code?") : undefined);
  }

  //# Devices
  //: User.getDevices
  {
    const first = await user.getDevices();
    const next = await user.getDevices(first.at(-1)); // the page after it
    show(first.length + next.length);
  }
  //: User.devices
  {
    for await (const { device_id, time, kind, name = device_id } of user.devices()) show([name, kind, new Date(time)]);
  }
  //: User.nameDevice
  {
    await user.nameDevice(user.device_id, "Ada's laptop");
  }
  //: User.registerDevice INVALID_ARGUMENT USER_NOT_FOUND
  {
    const { code } = Sentc.parseDeviceOutput(typed);
    if ((await ask(`Does the new device show ${code}?`)) === "yes") await user.registerDevice(typed);
  }
  //: User.deleteDevice WRONG_PASSWORD MFA_REQUIRED WRONG_TOTP NO_TOTP LAST_DEVICE USER_NOT_FOUND
  {
    for await (const { device_id } of user.devices()) {
      if (device_id !== user.device_id) await user.deleteDevice(password, device_id);
    }
  }
  //: User.replaceDevice INVALID_ARGUMENT USER_NOT_FOUND IDENTIFIER_TAKEN MFA_REQUIRED WRONG_TOTP NO_TOTP
  {
    const same = await user.replaceDevice("the lost device's id", "ada@example.com", await ask("A new password?"));
    show(same.device_id);
  }

  //# Second factor
  //: User.setUpOtp WRONG_PASSWORD MFA_REQUIRED WRONG_TOTP NO_TOTP
  {
    const setUp = await user.setUpOtp({ issuer: "My app", account: user.identifier, password });
    show(setUp.recovery_keys); // first: they help if the authenticator is lost
    image.src = `data:image/svg+xml,${encodeURIComponent(setUp.qr_svg)}`;
    if (!setUp.confirm(await ask("The code that your authenticator shows?"))) await setUp.cancel();
  }
  //: User.registerOtp WRONG_PASSWORD MFA_REQUIRED WRONG_TOTP NO_TOTP
  {
    const [url, recovery_keys] = await user.registerOtp("My app", user.identifier, password);
    show([Sentc.otpQrSvg(url), recovery_keys]);
  }
  //: User.registerRawOtp WRONG_PASSWORD MFA_REQUIRED WRONG_TOTP NO_TOTP
  {
    const { secret, recover } = await user.registerRawOtp(password);
    show([secret, recover]);
  }
  //: User.resetOtp WRONG_PASSWORD MFA_REQUIRED WRONG_TOTP NO_TOTP
  {
    const [url, recovery_keys] = await user.resetOtp("My app", user.identifier, password, await ask("A recovery key?"), true);
    show([Sentc.otpQrSvg(url), recovery_keys]);
  }
  //: User.resetRawOtp WRONG_PASSWORD MFA_REQUIRED WRONG_TOTP NO_TOTP
  {
    const { secret } = await user.resetRawOtp(password, await ask("The code?"));
    show(secret);
  }
  //: User.disableOtp WRONG_PASSWORD MFA_REQUIRED WRONG_TOTP NO_TOTP
  {
    await user.disableOtp(password, await ask("The code?"));
  }
  //: User.getOtpRecoverKeys WRONG_PASSWORD MFA_REQUIRED WRONG_TOTP NO_TOTP
  {
    const unused = await user.getOtpRecoverKeys(password, await ask("The code?"));
    show(`${unused.length} of 6 are unused`);
  }

  //# Recovery kits
  //: User.createRecoveryKit WRONG_PASSWORD MFA_REQUIRED WRONG_TOTP NO_TOTP
  {
    const kit = await user.createRecoveryKit({ password, name: "in the drawer" });
    show([kit.code, kit.sheet_html]); // show it at once, and store it nowhere
  }
  //: User.recoveryKits
  {
    for (const { name, time } of await user.recoveryKits()) show([name, new Date(time)]);
  }
  //: User.revokeRecoveryKit WRONG_PASSWORD MFA_REQUIRED WRONG_TOTP NO_TOTP USER_NOT_FOUND
  {
    for (const { device_id } of await user.recoveryKits()) await user.revokeRecoveryKit(device_id, { password });
  }

  //# Groups of the user
  //: User.createGroup
  {
    const group = await user.getGroup(await user.createGroup());
    show(group.data.rank); // 0: the creator
  }
  //: User.getGroup NO_GROUP_ACCESS
  {
    const group = await user.getGroup("the group's id");
    show([group.data.rank, group.data.from_parent]);
  }
  //: User.getGroups
  {
    const first = await user.getGroups();
    const next = await user.getGroups(first.at(-1)); // the page after it
    show(first.length + next.length);
  }
  //: User.groups
  {
    for await (const { group_id, rank } of user.groups()) show([group_id, rank]);
  }

  //# Invites and join requests of the user
  //: User.group_invites
  {
    const user = await Sentc.init();
    show(`${user?.group_invites.length ?? 0} invites`);
  }
  //: User.getGroupInvites
  {
    const first = await user.getGroupInvites();
    show(first.map(({ group_id }) => group_id));
  }
  //: User.groupInvites
  {
    for await (const { group_id, time } of user.groupInvites()) show([group_id, new Date(time)]);
  }
  //: User.acceptGroupInvite NO_INVITE
  {
    for await (const { group_id } of user.groupInvites()) await user.acceptGroupInvite(group_id);
  }
  //: User.rejectGroupInvite NO_INVITE
  {
    for await (const { group_id } of user.groupInvites()) await user.rejectGroupInvite(group_id);
  }
  //: User.groupJoinRequest NO_GROUP_ACCESS ALREADY_MEMBER INVITES_STOPPED
  {
    await user.groupJoinRequest("the group's id");
  }
  //: User.sentJoinReq
  {
    const waiting = await user.sentJoinReq();
    show(waiting.length);
  }
  //: User.sentJoinRequests
  {
    for await (const { group_id } of user.sentJoinRequests()) show(group_id);
  }
  //: User.deleteJoinReq
  {
    for await (const { group_id } of user.sentJoinRequests()) await user.deleteJoinReq(group_id);
  }

  //# With your own back end
  //: User.prepareGroupCreate
  {
    show(await toBackEnd("/new-group", user.prepareGroupCreate()));
  }
}

export async function ofGroup(): Promise<void> {
  //# A group and its members
  //: Group.data
  {
    const { group_id, rank, from_parent } = group.data;
    show([group_id, rank, from_parent]);
  }
  //: Group.groupUpdateCheck NO_GROUP_ACCESS
  {
    await group.groupUpdateCheck();
    show(group.data.rank);
  }
  //: Group.getMember
  {
    const first = await group.getMember();
    const next = await group.getMember(first.at(-1)); // the page after it
    show(first.length + next.length);
  }
  //: Group.members
  {
    for await (const { user_id, rank } of group.members()) show([user_id, rank]);
  }
  //: Group.updateRank NO_PERMISSION RANK_OUT_OF_RANGE RANK_CHANGE NOT_A_MEMBER
  {
    await group.updateRank(friend.id, 2);
  }
  //: Group.kickUser NO_PERMISSION NOT_A_MEMBER KICK_CREATOR KICK_HIGHER_RANK
  {
    await group.kickUser(friend.id);
  }
  //: Group.leave ONLY_ADMIN
  {
    await group.leave();
  }
  //: Group.deleteGroup NO_PERMISSION
  {
    await group.deleteGroup();
  }
  //: Group.toJSON
  {
    show(JSON.stringify(group));
  }

  //# Invites and join requests to a group
  //: Group.invite NO_PERMISSION RANK_OUT_OF_RANGE RANK_TOO_LOW ALREADY_MEMBER INVITES_STOPPED
  {
    await group.invite(friend.id, 3);
  }
  //: Group.inviteAuto NO_PERMISSION RANK_OUT_OF_RANGE RANK_TOO_LOW ALREADY_MEMBER INVITES_STOPPED
  {
    await group.inviteAuto(friend.id); // a member at once, with rank 4
  }
  //: Group.inviteGroup NO_PERMISSION RANK_OUT_OF_RANGE RANK_TOO_LOW ALREADY_MEMBER INVITES_STOPPED NOT_CONNECTED_GROUP
  {
    const project = await group.getConnectedGroup(await group.createConnectedGroup());
    await project.inviteGroup("the other group's id");
  }
  //: Group.inviteGroupAuto NO_PERMISSION RANK_OUT_OF_RANGE RANK_TOO_LOW ALREADY_MEMBER INVITES_STOPPED NOT_CONNECTED_GROUP
  {
    const project = await group.getConnectedGroup(await group.createConnectedGroup());
    await project.inviteGroupAuto("the other group's id");
  }
  //: Group.stopInvites NO_PERMISSION
  {
    await group.stopInvites(); // called again, it allows them
  }
  //: Group.getJoinRequests NO_PERMISSION
  {
    const first = await group.getJoinRequests();
    show(first.map(({ user_id }) => user_id));
  }
  //: Group.joinRequests NO_PERMISSION
  {
    for await (const { user_id, time } of group.joinRequests()) show([user_id, new Date(time)]);
  }
  //: Group.acceptJoinRequest NO_PERMISSION RANK_OUT_OF_RANGE NO_JOIN_REQUEST
  {
    for await (const { user_id } of group.joinRequests()) await group.acceptJoinRequest(user_id, 3);
  }
  //: Group.rejectJoinRequest NO_PERMISSION
  {
    for await (const { user_id } of group.joinRequests()) await group.rejectJoinRequest(user_id);
  }

  //# Groups below, and connected groups
  //: Group.createChildGroup NO_PERMISSION
  {
    const child = await group.getChildGroup(await group.createChildGroup());
    show(child.data.from_parent); // true
  }
  //: Group.getChildGroup NO_GROUP_ACCESS
  {
    for await (const { group_id } of group.children()) show((await group.getChildGroup(group_id)).data.rank);
  }
  //: Group.getChildren
  {
    const first = await group.getChildren();
    const next = await group.getChildren(first.at(-1)); // the page after it
    show(first.length + next.length);
  }
  //: Group.children
  {
    for await (const { group_id } of group.children()) show(group_id);
  }
  //: Group.createConnectedGroup NO_PERMISSION CONNECTED_FROM_CONNECTED
  {
    const project = await group.getConnectedGroup(await group.createConnectedGroup());
    show(project.data.is_connected_group); // true
  }
  //: Group.getConnectedGroup NO_GROUP_ACCESS
  {
    for await (const { group_id } of group.groups()) show((await group.getConnectedGroup(group_id)).data.rank);
  }

  //# A group as a member of groups
  //: Group.getGroups
  {
    const first = await group.getGroups(); // the groups that this group is a member of
    show(first.length);
  }
  //: Group.groups
  {
    for await (const { group_id, rank } of group.groups()) show([group_id, rank]);
  }
  //: Group.getGroupInvites NO_PERMISSION
  {
    const first = await group.getGroupInvites();
    show(first.map(({ group_id }) => group_id));
  }
  //: Group.groupInvites NO_PERMISSION
  {
    for await (const { group_id } of group.groupInvites()) show(group_id);
  }
  //: Group.acceptGroupInvite NO_PERMISSION NO_INVITE
  {
    for await (const { group_id } of group.groupInvites()) await group.acceptGroupInvite(group_id);
  }
  //: Group.rejectGroupInvite NO_PERMISSION NO_INVITE
  {
    for await (const { group_id } of group.groupInvites()) await group.rejectGroupInvite(group_id);
  }
  //: Group.groupJoinRequest NO_PERMISSION NOT_CONNECTED_GROUP NO_GROUP_ACCESS INVITES_STOPPED
  {
    await group.groupJoinRequest("the connected group's id");
  }
  //: Group.sentJoinReq NO_PERMISSION
  {
    const waiting = await group.sentJoinReq();
    show(waiting.length);
  }
  //: Group.sentJoinRequests NO_PERMISSION
  {
    for await (const { group_id } of group.sentJoinRequests()) show(group_id);
  }
  //: Group.deleteJoinReq NO_PERMISSION
  {
    for await (const { group_id } of group.sentJoinRequests()) await group.deleteJoinReq(group_id);
  }

  //# With your own back end
  //: Group.prepareUpdateRank NO_PERMISSION RANK_OUT_OF_RANGE
  {
    show(await toBackEnd("/rank", group.prepareUpdateRank(friend.id, 2)));
  }
}
