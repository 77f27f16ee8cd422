// The app of the template for Next, as it is deployed: its build takes half a minute.

import { test } from "node:test";
import { useBrowser } from "../../../browser/e2e/support.mjs";
import { makeApps, script, serving } from "../support.mjs";
import { used } from "../used.mjs";

useBrowser();

test("next: builds, and the server of the build has it", { timeout: 600_000 }, async (t) => {
  const folder = (await makeApps(["next"]))("next");
  await script(folder, "build");
  const { url } = await serving(t, folder, "start");
  await used(t, url, "my-next");
});
