// codes: what a mailed code opens, and what is recorded before its deed. In memory and in SQLite alike.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import { AdminError, CodeError, codes, memoryCodes, nothingDone } from "../../pkg/dist/server.js";
import { CODES_TABLE, sqlCodes } from "../../pkg/dist/server-sql.js";

const Database = createRequire(new URL("../../examples/backend-node/package.json", import.meta.url))("better-sqlite3");

function sqlite() {
  const db = new Database(":memory:");
  db.exec(CODES_TABLE);
  return sqlCodes((sql, values) => {
    const statement = db.prepare(sql);
    return statement.reader ? statement.all(...values) : (statement.run(...values), []);
  });
}

const ADA = "ada@example.org";
const MINUTE = 60_000;
const unknown = () => new AdminError("MAY_HAVE_HAPPENED", "no answer");
const certain = () => new AdminError("WRONG_PASSWORD", "no");

for (const [kind, makeStore] of Object.entries({ memory: memoryCodes, sqlite })) {
  const on = (what, work) => test(`${kind}: ${what}`, async (t) => work(set(makeStore()), t));

  on("a code opens one thing, for one address, once", async ({ code, made, mails, redeem, drained }) => {
    const right = await code("reset");
    assert.match(right, /^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/);
    await assert.rejects(made.redeem("eve@example.org", "reset", right, async () => assert.fail()), CodeError);
    await assert.rejects(made.redeem(ADA, "delete", right, async () => assert.fail()), CodeError);
    const careless = ` ${right.toLowerCase().replace("-", "").replaceAll("0", "o").replaceAll("1", "l")} `;
    assert.equal(await redeem("reset", careless, async () => "result"), "result");
    await assert.rejects(redeem("reset", right, async () => assert.fail()), { name: "CodeError", code: "WRONG_CODE" });
    await drained();
    assert.deepEqual(mails.map(({ kind }) => kind), ["code", "done"]);
  });

  on("many at once: one deed", async ({ code, redeem }) => {
    const right = await code("reset");
    let deeds = 0;
    const answers = await Promise.allSettled(Array.from({ length: 4 }, () => redeem("reset", right, async () => void deeds++)));
    assert.deepEqual([deeds, answers.filter(({ status }) => status === "fulfilled").length], [1, 1]);
  });

  on("five wrong ones void it; so does a newer one, at once", async ({ code, redeem }) => {
    const first = await code("reset");
    const second = await code("reset");
    assert.notEqual(first, second);
    await assert.rejects(redeem("reset", first), CodeError);
    for (const guess of ["", "0", `${second}0`, null]) await assert.rejects(redeem("reset", guess), CodeError);
    await assert.rejects(redeem("reset", second), CodeError, "the fifth wrong one was the last");
  });

  on("fifteen minutes, and five an hour", async ({ code, redeem, made, mails, drained }, t) => {
    t.mock.timers.enable({ apis: ["Date"], now: 1_800_000_000_000 });
    const late = await code("reset");
    t.mock.timers.tick(15 * MINUTE);
    await assert.rejects(redeem("reset", late), CodeError);
    for (let times = 0; times < 4; times++) await code("delete");
    assert.equal(made.send(ADA, "reset"), true, "the answer says nothing");
    await drained();
    assert.equal(mails.length, 5);
    t.mock.timers.tick(45 * MINUTE);
    const next = await code("reset");
    t.mock.timers.tick(15 * MINUTE - 1);
    await redeem("reset", next);
  });

  on("the code is reserved and the notice recorded before the deed: a process that dies in it leaves both", async ({ code, redeem, store, restarted }) => {
    const right = await code("reset");
    let dies;
    const under_way = redeem("reset", right, () => new Promise((resolve) => (dies = resolve)));
    while (!dies) await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual((await store.untold()).map(({ address, purpose }) => [address, purpose]), [[ADA, "reset"]]);
    await assert.rejects(redeem("reset", right), CodeError, "reserved");
    // Another process starts over the same table.
    const next = restarted();
    await next.made.resume();
    await next.drained();
    assert.deepEqual(next.mails, [{ to: ADA, purpose: "reset", kind: "maybe" }]);
    assert.deepEqual(await store.untold(), []);
    await assert.rejects(next.redeem("reset", right), CodeError);
    dies();
    await under_way;
  });

  on("a lost answer: the code can be used again, and the owner learns of each time", async ({ code, redeem, mails, drained, store }) => {
    const right = await code("reset");
    await assert.rejects(redeem("reset", right, () => Promise.reject(unknown()).catch(nothingDone)), { code: "MAY_HAVE_HAPPENED" });
    // The first step was done, the second refused: something has happened.
    await assert.rejects(redeem("reset", right, () => Promise.reject(certain())), { code: "WRONG_PASSWORD" });
    await redeem("reset", right);
    await drained();
    assert.deepEqual(mails.map(({ kind }) => kind), ["code", "maybe", "maybe", "done"]);
    assert.deepEqual(await store.untold(), []);
  });

  on("after a failure that surely changed nothing, no notice is sent, and the code can be used again", async ({ code, redeem, mails, drained, store }) => {
    const right = await code("reset");
    await assert.rejects(redeem("reset", right, async () => assert.fail(), () => Promise.reject(new Error("too soon"))), /too soon/);
    await assert.rejects(redeem("reset", right, () => Promise.reject(certain()).catch(nothingDone)), { code: "WRONG_PASSWORD" });
    assert.deepEqual(await store.untold(), []);
    await redeem("reset", right);
    await drained();
    assert.deepEqual(mails.map(({ kind }) => kind), ["code", "done"]);
  });

  on("the right code is no guess, however often its deed fails", async ({ code, redeem }) => {
    const right = await code("reset");
    for (let times = 0; times < 6; times++) await assert.rejects(redeem("reset", right, () => Promise.reject(unknown())), { code: "MAY_HAVE_HAPPENED" });
    await redeem("reset", right);
  });

  on("a check that fails counts as a try: a code does not allow to guess a password for a quarter of an hour", async ({ code, redeem }) => {
    const right = await code("reset");
    const wrong = () => Promise.reject(new Error("wrong password"));
    for (let times = 0; times < 5; times++) await assert.rejects(redeem("reset", right, async () => assert.fail(), wrong), /wrong password/);
    await assert.rejects(redeem("reset", right), CodeError);
  });

  on("a code that was voided while its deed ran stays void, and the newest is not refused", async ({ code, redeem, made, mails, drained }) => {
    const old = await code("reset");
    let newest;
    await assert.rejects(
      redeem("reset", old, async () => {
        newest = await code("reset");
        throw unknown();
      }),
    );
    await assert.rejects(redeem("reset", old), CodeError, "voided by the newer one");
    await redeem("reset", newest);

    const other = await code("delete");
    await assert.rejects(
      redeem("delete", other, async () => {
        await made.voidAll(ADA);
        throw unknown();
      }),
    );
    await assert.rejects(redeem("delete", other), CodeError, "voided by a reset");
    await drained();
    assert.deepEqual(mails.filter(({ kind }) => kind !== "code").map(({ kind, purpose }) => `${kind} ${purpose}`), ["maybe reset", "done reset", "maybe delete"]);
  });

  on("a notice that could not be mailed is mailed after the next start", async ({ code, redeem, fail, drained, store, restarted }) => {
    const right = await code("reset");
    fail();
    await redeem("reset", right);
    await drained();
    assert.equal((await store.untold()).length, 1);
    const next = restarted();
    await next.made.resume();
    await next.drained();
    assert.deepEqual(next.mails.map(({ kind }) => kind), ["maybe"]);
    assert.deepEqual(await store.untold(), []);
  });

  on("an unknown address is looked up after the answer, and gets nothing", async ({ made, asked, mails, drained }) => {
    assert.equal(made.send("nobody@example.org", "reset"), true);
    assert.deepEqual(asked, [], "nothing was looked up yet");
    await drained();
    assert.deepEqual([asked, mails], [["nobody@example.org"], []]);
  });
}

test("PostgreSQL's placeholders", async () => {
  const statements = [];
  await sqlCodes((sql) => (statements.push(sql), []), "$").add({ id: "i", address: ADA, purpose: "p", hash: "h", sent: 1 }, 0, 5);
  assert.match(statements[0], /sent <= \$1 AND/);
  assert.match(statements[1], /SELECT \$1, \$2, \$3, \$4, CAST\(\$5 AS BIGINT\), .*address = \$6 AND sent > \$7\) < CAST\(\$8 AS BIGINT\)/s);
});

test("too many waiting mails are refused, and work again later", async () => {
  const { made, drained } = set(memoryCodes(), { waiting: 2 });
  assert.deepEqual([1, 2, 3].map((number) => made.send(`${number}@example.org`, "reset")), [true, true, false]);
  await drained();
  assert.equal(made.send(ADA, "reset"), true);
  await drained();
});

function set(store, options = {}) {
  const [mails, asked, errors, works] = [[], [], [], []];
  let broken = false;
  const made = codes({
    store,
    known: (address) => (asked.push(address), address === ADA),
    mail: (mail) => {
      if (broken) throw new Error("no mail server");
      mails.push(mail);
    },
    onError: (error) => errors.push(error),
    waitUntil: (work) => works.push(work),
    ...options,
  });
  const drained = async () => {
    while (works.length > 0) await works.shift();
  };
  const code = async (purpose) => {
    const before = mails.length;
    assert.equal(made.send(ADA, purpose), true);
    await drained();
    const mail = mails.slice(before).find((mail) => mail.kind === "code" && mail.purpose === purpose);
    return mail.code;
  };
  const redeem = (purpose, typed, deed = async () => undefined, check = undefined) => made.redeem(ADA, purpose, typed, deed, check);
  return { made, mails, asked, errors, store, code, redeem, drained, fail: () => (broken = true), restarted: () => set(store, options) };
}

test("a limit that is no whole number above 0 is refused: NaN tries would be any number of guesses", () => {
  for (const name of ["lifetime_ms", "tries", "per_hour", "waiting"]) {
    for (const value of [NaN, 0, -1, 1.5, Infinity, "5", null, {}]) assert.throws(() => codes({ store: memoryCodes(), known: () => true, mail: () => undefined, [name]: value }), { name: "TypeError", message: new RegExp(`^${name} `) });
  }
});

test("an address or a code that is no text, as a JSON body can have, opens and asks nothing", async () => {
  const asked = [];
  const made = codes({ store: memoryCodes(), known: (address) => asked.push(address) > 0, mail: () => undefined, onError: assert.fail });
  const odd = [undefined, null, 7, [ADA], { toString: 1, valueOf: 1 }, { $ne: "" }, true];
  for (const address of odd) {
    assert.equal(made.send(address, "reset"), true);
    await assert.rejects(made.redeem(address, "reset", "00000-00000", assert.fail), CodeError);
  }
  await new Promise((resolve) => made.later(resolve));
  assert.deepEqual(asked, []);
  for (const code of odd) await assert.rejects(made.redeem(ADA, "reset", code, assert.fail), CodeError);
});
