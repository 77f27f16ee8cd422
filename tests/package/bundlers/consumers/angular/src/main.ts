// The signed-in user as a signal: what an app's own service would be.
import { Component, DestroyRef, inject, provideZonelessChangeDetection, signal } from "@angular/core";
import { bootstrapApplication } from "@angular/platform-browser";
import Sentc from "sentc-light-wasm";

@Component({ selector: "app-root", template: `<output id="out">{{ said() }}</output>` })
class App {
  readonly said = signal("");

  constructor() {
    inject(DestroyRef).onDestroy(Sentc.subscribe(() => this.follow()));
    void this.logIn();
  }

  private follow(): void {
    const { user } = Sentc.getSnapshot();
    if (user) this.said.set(`signed in as ${user.id}`);
  }

  private async logIn(): Promise<void> {
    const params = new URLSearchParams(location.search);
    try {
      await Sentc.init({ app_token: params.get("token") ?? "", base_url: params.get("api") ?? "" });
      const [identifier, password] = Sentc.generateRegisterData();
      await Sentc.register(identifier, password);
      await Sentc.login(identifier, password);
    } catch (error) {
      this.said.set(String(error));
    }
  }
}

void bootstrapApplication(App, { providers: [provideZonelessChangeDetection()] });
