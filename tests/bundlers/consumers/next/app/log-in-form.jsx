"use client";
import { useEffect } from "react";
import Sentc from "sentc-light-wasm";
import { show } from "../log-in.js";

export function LogIn() {
  useEffect(() => void show(Sentc), []);
  return <output id="out" />;
}
