// Where this demo finds its service. On the guide's site another file stands in its place, docs/demo/service.js: the service is in the tab
// there, and there is no back end.

/** The public token of the dev server's first app. */
export const APP_TOKEN = "5zMb6zs3dEM62n+FxjBilFPp+j9e7YUFA+7pi6Hi";
export const BASE_URL = location.origin;
/** Whether `/backend/…` answers: cookies, codes by mail. Pages that need it are not shown without it. */
export const HAS_BACK_END = true;

/** Resolves when the service can be asked. */
export async function serviceReady() {}
