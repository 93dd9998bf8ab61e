// Role: a text control whose value React holds, as Whatnot has it: a textarea, or an input where the page says so.
// Must not: know BuzzChat or a test.
import { useLayoutEffect, useRef, useState } from "react";
import { createRoot } from "react-dom/client";
import { flushSync } from "react-dom";
import { chat } from "./shell.js";

const Field = window.fieldKind;
let page;

function Box() {
  const [text, setText] = useState("");
  const held = useRef("");
  held.current = text;
  useLayoutEffect(() => {
    page = chat({ text: () => held.current, clear: () => setText(""), placeholder: () => document.querySelector("#field").value === "" });
  }, []);
  useLayoutEffect(() => page.changed(), [text]);
  const onKeyDown = (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    page.send(event.nativeEvent);
  };
  return <Field id="field" value={text} onChange={(event) => setText(event.target.value)} onKeyDown={onKeyDown} placeholder="Send a message" />;
}

flushSync(() => createRoot(document.querySelector("#editor")).render(<Box />));
