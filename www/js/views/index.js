// The pages, in the order of the navigation. The first one that somebody may see is where they start.
// A page: path (in the hash), title, audience ("visitor", "user", "all"), isInMenu (the user's menu leads to it, not the navigation), and
// show(place, parts), which fills the place and may return a function to be called when the page is left. `parts` is what follows the path.

import { HAS_BACK_END } from "../service.js";
import { account } from "./account.js";
import { another } from "./another.js";
import { backEnd } from "./back-end.js";
import { errors } from "./errors.js";
import { groups } from "./groups.js";
import { mailbox } from "./mailbox.js";
import { me } from "./me.js";
import { start } from "./start.js";
import { stay } from "./stay.js";
import { twoAccounts } from "./two-accounts.js";

export const views = [start, me, account, groups, stay, twoAccounts, ...(HAS_BACK_END ? [backEnd, mailbox] : []), errors, another];
