export default {
  use: {
    baseURL: "https://app.test",
    launchOptions: { executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", "--disable-quic"] },
  },
  timeout: 120_000,
  expect: { timeout: 30_000 },
  workers: 1,
  reporter: "line",
};
