// The pages, in the order of the navigation. The first one that somebody may see is where they start.
// A page: path (in the hash), title, short (the title on a phone, where that is too long), audience ("visitor", "user", "all"), and show(place, parts), which fills the place and may
// return a function to be called when the page is left. `parts` is what follows the path in the address.

import { HAS_BACK_END } from "../service.js";
import { account } from "./account.js";
import { backEnd } from "./back-end.js";
import { clients } from "./clients.js";
import { errors } from "./errors.js";
import { groups } from "./groups.js";
import { mailbox } from "./mailbox.js";
import { me } from "./me.js";
import { newDevice } from "./new-device.js";
import { start } from "./start.js";
import { stay } from "./stay.js";

export const views = [start, newDevice, me, account, groups, stay, clients, ...(HAS_BACK_END ? [backEnd, mailbox] : []), errors];
