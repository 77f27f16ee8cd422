// Which client an element of the script tag uses that was given none. A module of its own, so that it runs before the elements are
// defined: a deferred script finds elements in the page, which start at once.

import type { SentcClient } from "../public/client.js";
import { useByDefault } from "./element.js";

useByDefault(() => (globalThis as { Sentc?: { default?: SentcClient } }).Sentc?.default);
