import { Session } from "./session";

export const metadata = { title: "Next and sentc-light-wasm", icons: "data:," };

export default function Layout({ children }) {
  return (
    <html lang="en">
      <body>
        <Session>{children}</Session>
      </body>
    </html>
  );
}
