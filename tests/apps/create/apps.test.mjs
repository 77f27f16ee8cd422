// Each template of `npm create sentc-light`: made by the packed program, built, and used by a person in Chromium through `npm run dev`. The
// builds also compile tests/apps/create/types, which holds what JSX, Svelte and Vue take of the elements.

import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { useBrowser } from "../../browser/e2e/support.mjs";
import { makeApps, script, serving } from "./support.mjs";
import { used } from "./used.mjs";

const slow = { timeout: 300_000 };
let appOf;

useBrowser();
before(async () => (appOf = await makeApps(["html", "react", "vue", "svelte", "next"])), slow);

/** What the scripts of a folder import is there. */
function complete(folder) {
  const scripts = readdirSync(folder).filter((name) => name.endsWith(".js"));
  for (const name of scripts) {
    for (const [, imported] of readFileSync(join(folder, name), "utf8").matchAll(/(?:from|import)\s*\(?"\.\/((?:elements-[\w-]+|password|authenticators)\.js)"/g)) assert.ok(scripts.includes(imported), `${name} imports ${imported}`);
  }
}

// Two at a time: each waits for its servers and its page most of the time.
describe("the apps", { concurrency: 2, timeout: 600_000 }, () => {
  // Its build takes half a minute: tests/apps/create/long has it. The example of Next is built each time.
  test("next: a person signs in", slow, async (t) => {
    const { url, stop } = await serving(t, appOf("next"), "dev");
    await used(t, url, "my-next");
    await stop();
  });

  for (const template of ["html", "react", "vue", "svelte"]) {
    test(`${template}: builds, and a person signs in`, slow, async (t) => {
      const folder = appOf(template);
      await script(folder, "build");
      assert.match(readFileSync(join(folder, "dist/index.html"), "utf8"), new RegExp(`<title>my-${template}</title>`));
      if (template === "html") complete(join(folder, "dist/dist"));
      const { url, stop } = await serving(t, folder, "dev");
      await used(t, url, `my-${template}`);
      await stop();
      assert.ok(existsSync(join(folder, ".sentc-dev.json")), "the accounts are kept");
    });
  }

  test("preact: the types of the elements", slow, () => script(appOf("preact"), "build"));
});
