const module = await import(process.argv[2]);

process.on("message", async ({ name, args }) => {
  try {
    process.send({ value: await module[name](...args) });
  } catch (error) {
    process.send({ error: String(error?.stack ?? error) });
  }
});
