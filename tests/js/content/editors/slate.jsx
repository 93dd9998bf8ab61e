// Role: a chat box made with Slate, as Twitch has it.
// Must not: know BuzzChat or a test.
import { useMemo } from "react";
import { createRoot } from "react-dom/client";
import { Editor, Node, Transforms, createEditor } from "slate";
import { Editable, Slate, withReact } from "slate-react";
import { chat } from "./shell.js";

const start = [{ type: "paragraph", children: [{ text: "" }] }];
const editor = withReact(createEditor());
const page = chat({
  text: () => (editor.children.length ? editor.children.map((node) => Node.string(node)).join("\n") : ""),
  clear: () => {
    Transforms.delete(editor, { at: { anchor: Editor.start(editor, []), focus: Editor.end(editor, []) } });
    page.changed();
  },
  placeholder: () => !!document.querySelector("[data-slate-placeholder]"),
});

function Box() {
  const initial = useMemo(() => start, []);
  const onKeyDown = (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    page.send(event.nativeEvent);
  };
  return (
    <Slate editor={editor} initialValue={initial} onChange={() => page.changed()}>
      <Editable data-a-target="chat-input" placeholder="Send a message" onKeyDown={onKeyDown} />
    </Slate>
  );
}

createRoot(document.querySelector("#editor")).render(<Box />);
