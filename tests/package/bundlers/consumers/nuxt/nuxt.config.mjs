export default { compatibilityDate: "2025-07-15", telemetry: false, devtools: { enabled: false }, app: { head: { link: [{ rel: "icon", href: "data:," }] } } };
