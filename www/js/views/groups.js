// Groups: all of them, or one. `#/groups`, `#/groups/<id>`, and `#/groups/<id>/as/<id of a group that is a member there>`.

import { showGroup } from "../groups/group.js";
import { showOverview } from "../groups/overview.js";

export const groups = { path: "groups", title: "Groups", audience: "user", show };

function show(place, [id, , actingAs]) {
  if (id) showGroup(place, id, actingAs);
  else showOverview(place);
}
